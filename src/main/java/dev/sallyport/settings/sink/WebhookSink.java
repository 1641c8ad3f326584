package dev.sallyport.settings.sink;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.settings.binding.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A URL to which entries are posted, signed. */
public record WebhookSink(
        @Doc("The URL to which entries are posted; https, or http on this machine.")
        URI webhook,

        @Doc(
                "What the posts are signed with, by reference: `${NAME}` or `file:PATH`; `whsec_` and 24 to 64 bytes in base64.")
        Optional<Secret> secret,

        @Doc("In whose words entries are: `ledger`, our own, or `ocsf`.")
        EntryForm form,

        @Doc("What of entries is not sent.") FieldSettings fields,

        @Doc(value = "Headers for every request, by reference: `${NAME}` or `file:PATH`.", keys = SinkSettings.HEADER)
        Map<String, Secret> headers,

        @Doc("The authorities, in PEM, of which one must vouch for it; without it, those that Java trusts.")
        Optional<Path> ca)
        implements SinkSettings {
    private static final String PREFIX = "whsec_";
    private static final int SECRET_BYTES_MIN = 24;
    private static final int SECRET_BYTES_MAX = 64;

    public WebhookSink {
        SinkSettings.checkUrl("webhook", webhook);
        SinkSettings.checkCa(ca);
        headers = SinkSettings.checkedHeaders(headers);
        if (secret.isPresent()) {
            var _ = key(secret.get());
        }
    }

    /** All of it, in our own words, without a signature. */
    public WebhookSink(URI webhook) {
        this(webhook, Optional.empty(), EntryForm.LEDGER, FieldSettings.DEFAULT, Map.of(), Optional.empty());
    }

    /** The bytes of the secret; empty where there is none. Source: Standard Webhooks, Signature scheme. */
    public Optional<byte[]> key() {
        return secret.map(WebhookSink::key);
    }

    private static byte[] key(Secret secret) {
        String wrong = "secret must be `whsec_` and the base64 of 24 to 64 random bytes";
        String text = secret.plaintext();
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException(wrong);
        }
        try {
            byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
            if (key.length < SECRET_BYTES_MIN || key.length > SECRET_BYTES_MAX) {
                throw new IllegalArgumentException(wrong);
            }
            return key;
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
