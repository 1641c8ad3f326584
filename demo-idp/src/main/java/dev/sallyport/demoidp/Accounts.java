package dev.sallyport.demoidp;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who can log in: two users and three clients, with secrets made for one run.
 *
 * @param users name to password
 * @param clients id to secret; the public client has none
 */
record Accounts(Map<String, String> users, Map<String, String> clients) {
    /** The public client, for programs that people use: code with PKCE. */
    static final String PUBLIC_CLIENT = "demo-cli";
    /** A program that acts for itself: client credentials. */
    static final String SERVICE = "demo-service";
    /** The gateway: it may ask whether a token is active. */
    static final String GATEWAY = "demo-gateway";

    private static final int SECRET_BYTES = 15;

    /** New ones. */
    static Accounts random(SecureRandom random) {
        Map<String, String> users = new LinkedHashMap<>();
        List.of("alice", "bob").forEach(name -> users.put(name, secret(random)));
        Map<String, String> clients = new LinkedHashMap<>();
        List.of(SERVICE, GATEWAY).forEach(id -> clients.put(id, secret(random)));
        return new Accounts(users, clients);
    }

    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
