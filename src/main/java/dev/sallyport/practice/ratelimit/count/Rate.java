package dev.sallyport.practice.ratelimit.count;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many in such a time, written {@code 600/m}.
 *
 * @param permits how many, from 1
 * @param unit the time: {@code s}, {@code m}, {@code h} or {@code d}
 */
public record Rate(int permits, String unit) {
    /** What the whole text matches. */
    public static final String PATTERN = "[1-9][0-9]{0,8}/[smhd]";

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})/([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    public Rate {
        if (permits < 1 || !UNITS.containsKey(unit)) {
            throw new IllegalArgumentException("a rate is a positive number, /, and s, m, h or d");
        }
    }

    /** The rate that {@code text} writes, or empty where it is of another form. */
    public static Optional<Rate> read(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new Rate(Integer.parseInt(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    /** The time in which so many may be. */
    public Duration period() {
        return UNITS.getOrDefault(unit, Duration.ofDays(1));
    }

    /** The text that reads as this. */
    @Override
    public String toString() {
        return permits + "/" + unit;
    }
}
