package dev.sallyport.catalog;

import java.util.List;
import java.util.Optional;

/**
 * One item as a client of the sum sees it.
 *
 * @param origin where it comes from
 * @param definition its server's definition
 * @param face the name under which it appears
 * @param description what the view says in place of the server's description
 * @param rank its place among the items of its server: in the order in which they became known
 */
record Item(Origin origin, Definition definition, Face face, Optional<String> description, long rank) {
    /**
     * A name and all that looks like it.
     *
     * @param exposed the name, URI or URI template that clients see
     * @param whole the name before characters were replaced or cut off
     * @param claims what nobody else may have
     */
    record Face(String exposed, String whole, List<String> claims) {
        static Face of(Kind kind, Origin origin, Optional<String> renamed) {
            if (!kind.isNamed()) {
                return new Face(origin.name(), origin.name(), List.of(origin.name()));
            }
            if (renamed.isPresent()) {
                return of(renamed.get(), renamed.get());
            }
            return of(ExposedName.of(origin.server(), origin.name()), origin.server() + "_" + origin.name());
        }

        private static Face of(String exposed, String whole) {
            Likeness shown = Likeness.of(exposed);
            if (exposed.equals(whole)) {
                return new Face(exposed, whole, List.of("folded " + shown.folded(), "drawn " + shown.drawn()));
            }
            Likeness original = Likeness.of(whole);
            return new Face(
                    exposed,
                    whole,
                    List.of(
                            "folded " + shown.folded(),
                            "drawn " + shown.drawn(),
                            "folded " + original.folded(),
                            "drawn " + original.drawn()));
        }

        Collision.Cause cause(Face other) {
            Collision.Cause whole = Likeness.cause(this.whole, other.whole);
            Collision.Cause seen = Likeness.cause(exposed, other.exposed);
            return whole.compareTo(seen) < 0 ? whole : seen;
        }
    }
}
