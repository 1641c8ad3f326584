package dev.sallyport.cli.doctor;

import dev.sallyport.cli.exit.Words;
import dev.sallyport.practice.token.verify.IdentityWeb;
import dev.sallyport.practice.token.verify.Issuer;
import dev.sallyport.practice.token.verify.IssuerAnswer;
import dev.sallyport.settings.Settings;
import java.util.List;

/** Whether each authorization server says what it is, and has keys. */
final class IssuerChecks {
    private IssuerChecks() {}

    static List<Check> of(Settings settings, IdentityWeb web) {
        return settings.identity().trusted().stream()
                .map(issuer ->
                        new Check(issuer.url().toString(), Code.ISSUER_METADATA, () -> List.of(look(issuer, web))))
                .toList();
    }

    private static Finding look(Issuer issuer, IdentityWeb web) {
        String where = issuer.url().toString();
        return switch (IssuerAnswer.of(issuer, web)) {
            case IssuerAnswer.Keys keys ->
                Finding.ok(Code.ISSUER_SOUND, where, "is who it should be, with " + Words.count(keys.count(), "key"));
            case IssuerAnswer.NoMetadata no ->
                new Finding(
                        Code.ISSUER_METADATA,
                        where,
                        "does not say what it is: " + no.why(),
                        "no token of it is accepted",
                        "`identity.issuers` must have its name character by character, and this machine must reach it");
            case IssuerAnswer.NoKeys no ->
                new Finding(
                        Code.ISSUER_KEYS,
                        where,
                        "its keys cannot be had: " + no.why(),
                        "no token of it can be verified",
                        "look at what its metadata names as jwks_uri");
        };
    }
}
