package dev.sallyport.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which server a URI belongs to. */
final class Resources {
    /** More templates of one server are listed, and fit nothing. */
    static final int TEMPLATES_MAX = 256;

    private final Map<String, Target> exact;
    private final List<Fit> fits = new ArrayList<>();
    private final Target sole;

    private record Fit(UriTemplate template, Target target) {}

    /**
     * @param exact who owns which URI
     * @param templates the shown templates
     * @param sole who owns what nobody lists
     */
    Resources(Map<String, Target> exact, List<Item> templates, Target sole) {
        this.exact = exact;
        this.sole = sole;
        Map<String, Integer> counts = new HashMap<>();
        templates.stream().sorted(Comparator.comparingLong(Item::rank)).forEach(item -> {
            String server = item.origin().server();
            if (counts.merge(server, 1, Integer::sum) <= TEMPLATES_MAX) {
                UriTemplate.read(item.face().exposed())
                        .ifPresent(template -> fits.add(new Fit(template, new Target(server, item.definition()))));
            }
        });
    }

    /** The owner: of the URI itself, else of the earliest known template that fits, else the sole server there is. */
    Target owner(String uri) {
        Target owner = exact.get(uri);
        if (owner != null) {
            return owner;
        }
        for (int i = 0; i < fits.size(); i++) { // by index: no iterator for each look-up
            Fit fit = fits.get(i);
            if (fit.template.fits(uri)) {
                return fit.target;
            }
        }
        return sole;
    }
}
