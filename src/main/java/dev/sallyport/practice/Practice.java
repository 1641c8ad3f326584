package dev.sallyport.practice;

import dev.sallyport.pipeline.Guard;
import java.util.List;

/** One security practice: what it does in flight. Its id is its package, settings section, metric label and page. */
public interface Practice {
    /** The one word used everywhere, for example {@code validation}. */
    String id();

    /** Its guards; their order within one phase is the order of this list. */
    List<Guard> guards();
}
