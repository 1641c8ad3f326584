package dev.sallyport.settings.binding;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** Questions about the types of settings components. */
public final class Types {
    private Types() {}

    /** The class of {@code type} without its arguments. */
    public static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    /** The last argument of a generic type: what a list, a map or an optional holds. */
    public static Type content(Type type) {
        Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
        return arguments[arguments.length - 1];
    }
}
