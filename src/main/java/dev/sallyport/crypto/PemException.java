package dev.sallyport.crypto;

import java.io.Serial;

/** A PEM text that is not what it should be; the message tells an operator what is wrong and never repeats the text. */
public final class PemException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    PemException(String message) {
        super(message);
    }
}
