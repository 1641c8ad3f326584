package dev.sallyport.catalog;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A place in a list: behind one item. It holds when items before or after it come and go.
 *
 * @param kind what is listed
 * @param server the server of the item
 * @param rank the item's rank
 * @param check tells the item from another that got the same rank after a restart
 */
record Cursor(Kind kind, String server, long rank, int check) {
    private static final int CHARS_MAX = 256;
    private static final int HEX_DIGITS_MAX = 15;

    static Cursor behind(Kind kind, Item item) {
        return new Cursor(kind, item.origin().server(), item.rank(), check(item));
    }

    /** The cursor that {@code text} writes, or empty where none was written so. */
    static Optional<Cursor> read(Kind kind, String text) {
        int last = text.lastIndexOf('.');
        int middle = text.lastIndexOf('.', last - 1);
        int first = text.indexOf('.');
        if (text.length() > CHARS_MAX || first < 0 || middle <= first || !isHex(text, middle + 1, last)) {
            return Optional.empty();
        }
        if (!isHex(text, last + 1, text.length()) || text.length() - last > 9) {
            return Optional.empty();
        }
        long rank = HexFormat.fromHexDigitsToLong(text, middle + 1, last);
        int check = HexFormat.fromHexDigits(text, last + 1, text.length());
        Cursor cursor = new Cursor(kind, text.substring(first + 1, middle), rank, check);
        return cursor.toString().equals(text) ? Optional.of(cursor) : Optional.empty();
    }

    boolean isBehind(Item item) {
        return rank == item.rank() && check == check(item);
    }

    /** The text for clients, who make nothing of it. */
    @Override
    public String toString() {
        return kind.member() + "." + server + "." + Long.toHexString(rank) + "." + Integer.toHexString(check);
    }

    private static boolean isHex(String text, int from, int to) {
        if (to <= from || to - from > HEX_DIGITS_MAX) {
            return false;
        }
        return text.substring(from, to).chars().allMatch(HexFormat::isHexDigit);
    }

    private static int check(Item item) {
        return 31 * item.origin().server().hashCode() + item.origin().name().hashCode();
    }
}
