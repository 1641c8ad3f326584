package dev.sallyport.practice.token.verify;

import java.io.IOException;
import java.net.URI;

/**
 * Asks identity providers over HTTP. It follows no redirect, reads a small answer in a short time, and goes to no address of this
 * machine or of a private network but on the host that the settings name. It blocks: for lane WAIT only.
 */
public interface IdentityWeb {
    /**
     * An answer.
     *
     * @param body at most 64 KiB
     */
    @SuppressWarnings("ArrayRecordComponent") // shared with nobody, never compared
    record Answer(int status, byte[] body) {}

    /** The answer to a GET of {@code url}, which somebody told who was asked at {@code trusted}, a URL of the settings. */
    Answer get(URI url, URI trusted) throws IOException;

    /** The answer to a POST of a form, likewise; {@code authorization} is the value of the header, empty for none. */
    Answer post(URI url, URI trusted, String authorization, String form) throws IOException;
}
