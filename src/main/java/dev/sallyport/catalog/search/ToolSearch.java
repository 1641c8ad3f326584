package dev.sallyport.catalog.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds tools by words, for catalogs that are too long for a model: ranked by BM25 over name, title, description and
 * parameter names. It translates nothing: a query finds what is written in its own words. Immutable and deterministic.
 * Source: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009.
 */
public final class ToolSearch {
    /** How many tools an answer has where nobody asks for another number. */
    public static final int BEST = 10;

    /** The most tools of one answer. */
    public static final int BEST_MAX = 50;

    /** Tools beyond this are not found. */
    public static final int TOOLS_MAX = 20_000;

    private static final int FIELD_CHARS_MAX = 4096;
    private static final int FIELD_WORDS_MAX = 1000;
    private static final int PARAMETERS_MAX = 100;
    private static final int QUERY_CHARS_MAX = 1024;
    private static final int QUERY_WORDS_MAX = 64;
    private static final float SATURATION = 1.2f;
    private static final float LENGTH_INFLUENCE = 0.75f;

    private final List<ObjectNode> tools;
    private final Map<String, Postings> index = new HashMap<>();
    private final float[] lengths;
    private final float lengthMean;

    /** Where a word stands. */
    private static final class Postings {
        int[] tools = new int[2];
        float[] weights = new float[2];
        int size;

        void add(int tool, float weight) {
            if (size == tools.length) {
                tools = Arrays.copyOf(tools, size * 2);
                weights = Arrays.copyOf(weights, size * 2);
            }
            tools[size] = tool;
            weights[size++] = weight;
        }
    }

    private record Hit(int tool, float score) {}

    /** An index of the tools as clients see them. */
    public ToolSearch(List<ObjectNode> exposed) {
        tools = List.copyOf(exposed.subList(0, Math.min(exposed.size(), TOOLS_MAX)));
        lengths = new float[tools.size()];
        float sum = 0;
        for (int tool = 0; tool < tools.size(); tool++) {
            int place = tool;
            Map<String, Float> weights = weights(tools.get(tool));
            weights.forEach((word, weight) -> {
                lengths[place] += weight;
                index.computeIfAbsent(word, _ -> new Postings()).add(place, weight);
            });
            sum += lengths[tool];
        }
        lengthMean = Math.max(1, sum / Math.max(1, tools.size()));
    }

    /**
     * The tools that fit {@code query} best, the best first; equal ones in the order of the list.
     *
     * @param most how many at most; not more than {@link #BEST_MAX} are given
     * @param shown true for the names of tools that may be found
     */
    public List<ObjectNode> best(String query, int most, Predicate<String> shown) {
        float[] scores = new float[tools.size()];
        for (String word : new LinkedHashSet<>(Words.of(query, QUERY_CHARS_MAX, QUERY_WORDS_MAX))) {
            Postings postings = index.get(word);
            if (postings != null) {
                score(postings, scores);
            }
        }
        Comparator<Hit> order = Comparator.comparingDouble(Hit::score)
                .thenComparing(Comparator.comparingInt(Hit::tool).reversed());
        int count = Math.clamp(most, 0, BEST_MAX);
        PriorityQueue<Hit> best = new PriorityQueue<>(order);
        for (int tool = 0; tool < scores.length; tool++) {
            if (scores[tool] > 0 && shown.test(tools.get(tool).path("name").asString(""))) {
                best.add(new Hit(tool, scores[tool]));
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        return best.stream()
                .sorted(order.reversed())
                .map(hit -> tools.get(hit.tool))
                .toList();
    }

    private void score(Postings postings, float[] scores) {
        double rarity = Math.log(1 + (tools.size() - postings.size + 0.5) / (postings.size + 0.5));
        for (int i = 0; i < postings.size; i++) {
            int tool = postings.tools[i];
            float weight = postings.weights[i];
            float norm = SATURATION * (1 - LENGTH_INFLUENCE + LENGTH_INFLUENCE * lengths[tool] / lengthMean);
            scores[tool] += (float) (rarity * weight * (SATURATION + 1) / (weight + norm));
        }
    }

    private static Map<String, Float> weights(ObjectNode tool) {
        Map<String, Float> weights = new HashMap<>();
        add(tool.path("name"), 3, weights);
        add(tool.path("title"), 2, weights);
        add(tool.path("annotations").path("title"), 2, weights);
        add(tool.path("description"), 1, weights);
        tool.path("inputSchema").path("properties").propertyNames().stream()
                .limit(PARAMETERS_MAX)
                .forEach(name -> add(name, 1, weights));
        return weights;
    }

    private static void add(JsonNode text, float weight, Map<String, Float> weights) {
        if (text.isString()) {
            add(text.asString(), weight, weights);
        }
    }

    private static void add(String text, float weight, Map<String, Float> weights) {
        Words.of(text, FIELD_CHARS_MAX, FIELD_WORDS_MAX).forEach(word -> weights.merge(word, weight, Float::sum));
    }
}
