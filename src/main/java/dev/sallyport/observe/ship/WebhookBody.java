package dev.sallyport.observe.ship;

import dev.sallyport.protocol.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * <code>{"ledger":…,"entries":[…]}</code>, signed. The id is the same for the same entries, so that a receiver can tell what it has.
 * Source: Standard Webhooks, Webhook headers and Signature scheme.
 *
 * @param key what it is signed with
 * @param clock when it was sent
 */
public record WebhookBody(Optional<byte[]> key, Clock clock) implements HttpBody {
    private static final int ID_BYTES = 16;

    @Override
    public byte[] of(String ledger, List<Piece> pieces) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        // the name of a ledger needs no escapes
        body.writeBytes(("{\"ledger\":\"" + ledger + "\",\"entries\":[").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < pieces.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(pieces.get(i).json().getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    @Override
    public Map<String, String> headers(byte[] body) {
        try {
            byte[] hash = Sha256.of(body);
            String id = "msg_" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
            long seconds = clock.instant().getEpochSecond();
            Map<String, String> unsigned = Map.of("webhook-id", id, "webhook-timestamp", Long.toString(seconds));
            return key.isEmpty()
                    ? unsigned
                    : Map.of(
                            "webhook-id", id,
                            "webhook-timestamp", Long.toString(seconds),
                            "webhook-signature", signature(key.get(), id, seconds, body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The signature over the id, the time and the body. */
    static String signature(byte[] key, String id, long seconds, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.US_ASCII));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    @Override
    public int refused(byte[] answer) {
        return 0;
    }
}
