package dev.sallyport.practice.scope;

import java.util.List;
import java.util.Set;

/**
 * One scope that something takes.
 *
 * @param scope its name
 * @param granting the scopes with one of which it is granted, itself among them
 */
record Need(String scope, List<String> granting) {
    /** True where {@code granted} has it, or what grants it along. */
    boolean isMet(Set<String> granted) {
        for (int i = 0; i < granting.size(); i++) {
            if (granted.contains(granting.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** True where {@code granted} has all of {@code needs}. */
    static boolean areMet(List<Need> needs, Set<String> granted) {
        for (int i = 0; i < needs.size(); i++) {
            if (!needs.get(i).isMet(granted)) {
                return false;
            }
        }
        return true;
    }

    /** True where whoever gets {@code other} gets this too. */
    boolean comesWith(Need other) {
        return !scope.equals(other.scope) && granting.contains(other.scope);
    }
}
