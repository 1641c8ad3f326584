package dev.sallyport.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** Questions about the types of settings components. */
final class Types {
    private Types() {}

    /** The class of {@code type} without its arguments. */
    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    /** The last argument of a generic type: what a list, a map or an optional holds. */
    static Type content(Type type) {
        Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
        return arguments[arguments.length - 1];
    }
}
