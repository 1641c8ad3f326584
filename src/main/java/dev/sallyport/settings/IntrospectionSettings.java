package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.token.verify.Issuer;
import dev.sallyport.settings.binding.Secret;

/** How an issuer is asked about tokens. */
public record IntrospectionSettings(
        @Doc("The name under which this gateway is registered at the issuer.")
        String clientId,

        @Doc("Its secret there, by reference: `${NAME}` or `file:PATH`.")
        Secret clientSecret,

        @Doc("Whether the issuer is asked about signed tokens too, so that a revoked one is refused within 30 seconds.")
        boolean always) {
    public IntrospectionSettings {
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("client-id must not be empty");
        }
    }

    /** Only tokens that say nothing themselves are asked about. */
    public IntrospectionSettings(String clientId, Secret clientSecret) {
        this(clientId, clientSecret, false);
    }

    /** The secret, which prints as a mask. */
    private record Held(Secret secret) implements Issuer.Credential {
        @Override
        public String plaintext() {
            return secret.plaintext();
        }
    }

    /** The same as the verifier takes it. */
    Issuer.Asking asking() {
        return new Issuer.Asking(clientId, new Held(clientSecret), always);
    }
}
