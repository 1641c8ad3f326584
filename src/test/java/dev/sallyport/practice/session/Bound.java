package dev.sallyport.practice.session;

import dev.sallyport.crypto.Keyset;
import dev.sallyport.pipeline.Guard;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The guards of this practice for a test, over belongings of their own. */
public final class Bound {
    private Bound() {}

    /** The guards with the default settings. */
    public static List<Guard> guards() {
        return guards(SessionSettings.DEFAULT, Map.of());
    }

    /** The guards with {@code settings}, where handles stand as {@code handles} says. */
    public static List<Guard> guards(SessionSettings settings, Map<String, Map<String, List<String>>> handles) {
        return guards(belongings(settings, Clock.systemUTC()), settings, handles);
    }

    /** The guards over {@code belongings}. */
    public static List<Guard> guards(
            Belongings belongings, SessionSettings settings, Map<String, Map<String, List<String>>> handles) {
        return new SessionPractice(belongings, settings, handles).guards();
    }

    /** Belongings of which nobody hears when a session ends. */
    public static Belongings belongings(SessionSettings settings, Clock clock) {
        SecureRandom random = new SecureRandom();
        return new Belongings(settings, Keyset.fresh(random, Instant.EPOCH), random, clock, (_, _) -> {});
    }
}
