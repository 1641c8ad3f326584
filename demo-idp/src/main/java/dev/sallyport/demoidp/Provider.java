package dev.sallyport.demoidp;

import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** What Spring Authorization Server does not do by itself: the accounts, and access tokens as RFC 9068 and RFC 8707 say. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Provider {
    private static final List<String> SCOPES = List.of("mcp:tools", "mcp:admin");
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);
    /** Any port; the paths are those of well-known clients. Source: RFC 8252, 7.3. */
    private static final List<String> REDIRECTS =
            List.of("http://127.0.0.1/callback", "http://127.0.0.1/oauth/callback", "http://[::1]/callback");

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();

    @Bean
    PasswordEncoder encoder() {
        return encoder;
    }

    @Bean
    AuthorizationServerSettings settings(Issuer issuer) {
        return AuthorizationServerSettings.builder().issuer(issuer.url()).build();
    }

    /** A page that says what is wrong needs no login. */
    @Bean
    WebSecurityCustomizer errors() {
        return web -> web.ignoring().dispatcherTypeMatchers(DispatcherType.ERROR);
    }

    @Bean
    UserDetailsService users(Accounts accounts) {
        return new InMemoryUserDetailsManager(accounts.users().entrySet().stream()
                .map(user -> User.withUsername(user.getKey())
                        .password(encoder.encode(user.getValue()))
                        .build())
                .toList());
    }

    @Bean
    RegisteredClientRepository clients(Accounts accounts) {
        RegisteredClient people = client(Accounts.PUBLIC_CLIENT)
                // clients that know no better ask for all that the metadata names
                .scope(OidcScopes.OPENID)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUris(all -> all.addAll(REDIRECTS))
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(true)
                        .build())
                .build();
        RegisteredClient service = confidential(accounts, Accounts.SERVICE);
        RegisteredClient gateway = confidential(accounts, Accounts.GATEWAY);
        return new InMemoryRegisteredClientRepository(people, service, gateway);
    }

    private RegisteredClient confidential(Accounts accounts, String id) {
        return client(id)
                .clientSecret(encoder.encode(accounts.clients().get(id)))
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .build();
    }

    private static RegisteredClient.Builder client(String id) {
        return RegisteredClient.withId(UUID.randomUUID().toString())
                .clientId(id)
                .scopes(all -> all.addAll(SCOPES))
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(TOKEN_LIFE)
                        .build());
    }

    /** Source: RFC 9068, 2; RFC 8707, 2. */
    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> accessTokens() {
        return context -> {
            if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
                return;
            }
            Object asked = context.getAuthorizationGrant() instanceof OAuth2AuthorizationGrantAuthenticationToken grant
                    ? grant.getAdditionalParameters().get("resource")
                    : null;
            String audience = Resources.audience(asked)
                    .orElseThrow(() -> new OAuth2AuthenticationException(new OAuth2Error(
                            "invalid_target", "resource must be one URL of this machine, without query", null)));
            context.getJwsHeader().type("at+jwt");
            context.getClaims()
                    .audience(List.of(audience))
                    .claim("client_id", context.getRegisteredClient().getClientId())
                    .claim("scope", String.join(" ", context.getAuthorizedScopes()));
        };
    }
}
