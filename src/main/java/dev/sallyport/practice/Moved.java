package dev.sallyport.practice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Keys that were once in this section, and what took their place: whoever still writes one is told. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Moved {
    /** The keys. */
    String[] keys();

    /** What is written now. */
    String to();
}
