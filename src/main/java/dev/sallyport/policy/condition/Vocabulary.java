package dev.sallyport.policy.condition;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The words of conditions and their types: what a condition may name, so that a mistyped name is found when it loads. */
public final class Vocabulary {
    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType TEXTS = ListType.create(TEXT);
    private static final CelType ANYTHING = MapType.create(TEXT, SimpleType.DYN);

    private static final ImmutableMap<String, CelType> PRINCIPAL_TYPES = ImmutableMap.<String, CelType>builder()
            .put("kind", TEXT)
            .put("id", TEXT)
            .put("issuer", TEXT)
            .put("subject", TEXT)
            .put("tenant", TEXT)
            .put("actor", TEXT)
            .put("authentication", TEXT)
            .put("proof", TEXT)
            .put("roles", TEXTS)
            .put("scopes", TEXTS)
            .put("claims", MapType.create(TEXT, TEXTS))
            .buildOrThrow();
    private static final ImmutableMap<String, CelType> RESOURCE_TYPES =
            ImmutableMap.of("server", TEXT, "name", TEXT, "annotations", ANYTHING, "changed", SimpleType.BOOL);
    private static final ImmutableMap<String, CelType> CONTEXT_TYPES =
            ImmutableMap.of("time", SimpleType.TIMESTAMP, "peer", TEXT, "risk", ANYTHING);

    /** What may be asked of {@code principal}. */
    public static final List<String> PRINCIPAL = sorted(PRINCIPAL_TYPES);

    /** What may be asked of {@code resource}. */
    public static final List<String> RESOURCE = sorted(RESOURCE_TYPES);

    /** What may be asked of {@code context}. */
    public static final List<String> CONTEXT = sorted(CONTEXT_TYPES);

    private static final List<StructType> STRUCTS = List.of(
            struct("principal", PRINCIPAL_TYPES), struct("resource", RESOURCE_TYPES), struct("context", CONTEXT_TYPES));

    private Vocabulary() {}

    /** The variables and their types. */
    static Map<String, CelType> variables() {
        Map<String, CelType> variables = new TreeMap<>(Map.of("client", TEXT, "action", TEXT, "arguments", ANYTHING));
        STRUCTS.forEach(struct -> variables.put(struct.name(), struct));
        return variables;
    }

    /** Every word that a condition could mean. */
    static List<String> words() {
        List<String> words = new ArrayList<>(variables().keySet());
        words.addAll(PRINCIPAL);
        words.addAll(RESOURCE);
        words.addAll(CONTEXT);
        return words;
    }

    /** The types of the variables, for the checker. */
    static CelTypeProvider types() {
        return new CelTypeProvider() {
            @Override
            public ImmutableCollection<CelType> types() {
                return ImmutableList.copyOf(STRUCTS);
            }

            @Override
            public Optional<CelType> findType(String name) {
                return STRUCTS.stream()
                        .filter(struct -> struct.name().equals(name))
                        .map(CelType.class::cast)
                        .findFirst();
            }
        };
    }

    private static StructType struct(String name, ImmutableMap<String, CelType> fields) {
        return StructType.create(
                name, ImmutableSet.copyOf(fields.keySet()), field -> Optional.ofNullable(fields.get(field)));
    }

    private static List<String> sorted(Map<String, CelType> fields) {
        return List.copyOf(new TreeMap<>(fields).keySet());
    }
}
