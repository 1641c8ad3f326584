package dev.sallyport.practice.token.verify;

import java.io.IOException;

/** What an issuer says when it is asked once, by somebody who has no token of it. */
public sealed interface IssuerAnswer {
    /** It tells of itself and has keys, {@code count} of a kind that can be used. */
    record Keys(int count) implements IssuerAnswer {}

    /** It cannot be asked what it is, or is another. */
    record NoMetadata(String why) implements IssuerAnswer {}

    /** It says what it is, and its keys cannot be had. */
    record NoKeys(String why) implements IssuerAnswer {}

    /** Asks {@code issuer} for its metadata and its keys; blocks. */
    static IssuerAnswer of(Issuer issuer, IdentityWeb web) {
        Metadata metadata;
        try {
            metadata = Metadata.of(issuer, web);
        } catch (IOException failed) {
            return new NoMetadata(String.valueOf(failed.getMessage()));
        }
        try {
            return new Keys(KeySet.ask(metadata.keys(), issuer, web).byName().size());
        } catch (IOException failed) {
            return new NoKeys(String.valueOf(failed.getMessage()));
        }
    }
}
