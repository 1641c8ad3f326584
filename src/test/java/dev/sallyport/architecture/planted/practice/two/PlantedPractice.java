package dev.sallyport.architecture.planted.practice.two;

import com.google.re2j.Pattern;
import dev.sallyport.pipeline.verdict.Reason;
import io.github.bucket4j.TimeMeter;
import io.lettuce.core.RedisURI;
import java.net.Socket;

/** Opens connections, and uses the libraries of other practices. */
public final class PlantedPractice {
    private final Socket socket = new Socket();
    private final Pattern pattern = Pattern.compile("planted");

    /** A reason. */
    public Reason reason() {
        return new Reason(pattern.pattern(), socket.toString());
    }

    /** A port. */
    public int port() {
        return RedisURI.create("redis://planted").getPort();
    }

    /** The time. */
    public long nanos() {
        return TimeMeter.SYSTEM_NANOTIME.currentTimeNanos();
    }
}
