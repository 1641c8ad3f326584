package dev.sallyport.settings.home;

import java.io.IOException;
import java.io.Serial;

/** A home folder that cannot be used as it is; the message tells an operator what to do. */
public final class HomeException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    HomeException(String message) {
        super(message);
    }
}
