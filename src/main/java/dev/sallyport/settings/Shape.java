package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A settings record as a list of keys. Its defaults are the constant {@code DEFAULT}; a record without one has a shorter
 * constructor that takes the required components, which come first, and fills in the rest.
 */
final class Shape {
    private final Constructor<?> canonical;
    private final Constructor<?> shortest;
    private final @Nullable Object defaults;
    private final List<Key> keys;

    /** One key: its name in the file, its type, and its sentence. */
    record Key(String name, Type type, Doc doc, Method accessor) {}

    private Shape(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        keys = Arrays.stream(components)
                .map(c -> new Key(
                        Nearest.kebab(c.getName()), c.getGenericType(), c.getAnnotation(Doc.class), c.getAccessor()))
                .toList();
        canonical = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        shortest = Arrays.stream(type.getDeclaredConstructors())
                .min(Comparator.comparingInt(Constructor::getParameterCount))
                .orElse(canonical);
        boolean complete =
                Arrays.stream(type.getFields()).anyMatch(f -> f.getName().equals("DEFAULT"));
        defaults = complete ? type.getField("DEFAULT").get(null) : null;
    }

    static Shape of(Class<?> type) {
        try {
            return new Shape(type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is no settings record", e);
        }
    }

    List<Key> keys() {
        return keys;
    }

    List<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    /** How many keys, from the first, have no default. */
    int required() {
        return defaults == null ? shortest.getParameterCount() : 0;
    }

    /** What a record of this shape holds, key by key. */
    List<Object> values(Object instance) {
        return keys.stream().map(key -> invoke(key, instance)).toList();
    }

    /**
     * The record with these values, and the default where one is null.
     *
     * @throws IllegalArgumentException where the record's constructor refuses them
     */
    Object build(List<? extends @Nullable Object> given) {
        Object base = defaults == null ? create(shortest, given.subList(0, required())) : defaults;
        @Nullable Object[] values = values(base).toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = given.get(i) == null ? values[i] : given.get(i);
        }
        return create(canonical, Arrays.asList(values));
    }

    private static Object create(Constructor<?> constructor, List<? extends @Nullable Object> values) {
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
