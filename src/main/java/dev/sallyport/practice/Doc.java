package dev.sallyport.practice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a settings key means, in one sentence; editors show it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Doc {
    /** The sentence. */
    String value();

    /** The regular expression that every key of a map matches, for editors; the record's constructor enforces it. */
    String keys() default "";

    /** A text that fits where the key has no default. */
    String example() default "example";
}
