package dev.sallyport.settings.binding;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Moved;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A settings record as a list of keys. Its defaults are the constant {@code DEFAULT}; a record without one has a shorter
 * constructor that takes the required components, which come first, and fills in the rest.
 */
public final class Shape {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            try {
                return new Shape(type);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " is no settings record", e);
            }
        }
    };

    private final Constructor<?> canonical;
    private final int required;
    private final List<Object> defaults;
    private final List<Key> keys;
    private final @Nullable Moved moved;

    /** One key: its name in the file, its type, and its sentence. */
    public record Key(String name, Type type, Doc doc, Method accessor) {}

    private Shape(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        keys = Arrays.stream(components)
                .map(c -> new Key(kebab(c.getName()), c.getGenericType(), c.getAnnotation(Doc.class), c.getAccessor()))
                .toList();
        moved = type.getAnnotation(Moved.class);
        canonical = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        boolean complete =
                Arrays.stream(type.getFields()).anyMatch(f -> f.getName().equals("DEFAULT"));
        if (complete) {
            required = 0;
            defaults = values(type.getField("DEFAULT").get(null));
        } else {
            Constructor<?> shortest = Arrays.stream(type.getDeclaredConstructors())
                    .min(Comparator.comparingInt(Constructor::getParameterCount))
                    .orElse(canonical);
            required = shortest.getParameterCount();
            List<Object> examples = keys.stream()
                    .limit(required)
                    .map(key -> example(key.type(), key.doc().example()))
                    .toList();
            defaults = values(create(shortest, examples));
        }
    }

    /** The shape of a record class. */
    public static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** The keys, in the order of the components. */
    public List<Key> keys() {
        return keys;
    }

    /** The names of the keys, in the same order. */
    public List<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    /** What took the place of a key that is none any more; empty for any other. */
    String successor(String key) {
        return moved != null && List.of(moved.keys()).contains(key) ? moved.to() : "";
    }

    /** How many keys, from the first, have no default. */
    public int required() {
        return required;
    }

    /** True where one value can stand for the whole: that of the only key without a default. */
    public boolean isShort() {
        return required == 1 && Scalar.of(Types.raw(keys.getFirst().type())).isPresent();
    }

    /** The defaults, key by key; an example in place of each required one. */
    public List<Object> defaults() {
        return defaults;
    }

    /** What a record of this shape holds, key by key. */
    public List<Object> values(Object instance) {
        return keys.stream().map(key -> invoke(key, instance)).toList();
    }

    /** The names of the keys of which two records of this shape have different values. */
    public List<String> changed(Object one, Object other) {
        return keys.stream()
                .filter(key -> !invoke(key, one).equals(invoke(key, other)))
                .map(Key::name)
                .toList();
    }

    /**
     * The record with these values, and the default where one is null.
     *
     * @throws IllegalArgumentException where the record's constructor refuses them
     */
    Object build(List<? extends @Nullable Object> given) {
        List<Object> values = new ArrayList<>(defaults);
        for (int i = 0; i < values.size(); i++) {
            Object value = given.get(i);
            if (value != null) {
                values.set(i, value);
            }
        }
        return create(canonical, values);
    }

    /** {@code childrenMax}, {@code children_max} and {@code CHILDREN_MAX} as {@code children-max}. */
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private static Object example(Type type, String text) {
        Class<?> raw = Types.raw(type);
        if (raw == List.class) {
            return List.of(example(Types.content(type), text));
        }
        if (raw.isEnum()) {
            return Scalar.constants(raw).getFirst();
        }
        if (raw == int.class) {
            return 1;
        }
        if (type == Secret.class) {
            return new Secret("example");
        }
        return Scalar.of(raw).<Object>flatMap(s -> s.read().apply(s.example())).orElse(text);
    }

    private static Object create(Constructor<?> constructor, List<Object> values) {
        try {
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object invoke(Key key, Object instance) {
        try {
            return key.accessor().invoke(instance);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
