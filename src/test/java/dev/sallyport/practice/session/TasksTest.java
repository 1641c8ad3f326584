package dev.sallyport.practice.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Origin;
import dev.sallyport.pipeline.caller.Principal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TasksTest {
    private static final Principal ANN = principal("ann");
    private static final Principal BOB = principal("bob");

    private final Tasks tasks = new Tasks();

    private static Origin task(int number) {
        return new Origin("up", "t-" + number);
    }

    private boolean knows(Principal who, int number) {
        return tasks.find(who, task(number)).isPresent();
    }

    private static Principal principal(String name) {
        return new Principal.User(new Principal.Key("", name, ""));
    }

    @Test
    void aTaskIsItsOwnersAtItsServerAlone() {
        tasks.keep(ANN, task(1), Definition.NONE);
        assertEquals(Optional.of(Definition.NONE), tasks.find(ANN, task(1)));
        assertEquals(Optional.empty(), tasks.find(BOB, task(1)));
        assertEquals(Optional.empty(), tasks.find(ANN, new Origin("other", "t-1")));
        assertEquals(Optional.empty(), tasks.find(ANN, task(2)));
    }

    @Test
    void whoBeginsManyTasksForgetsNoneOfOthers() {
        tasks.keep(BOB, task(0), Definition.NONE);
        for (int i = 0; i <= Tasks.OF_ONE_MAX; i++) {
            tasks.keep(ANN, task(i), Definition.NONE);
            tasks.find(ANN, task(0));
        }
        assertEquals(true, knows(BOB, 0));
        assertEquals(true, knows(ANN, 0), "what is used is kept");
        assertEquals(false, knows(ANN, 1));
        assertEquals(true, knows(ANN, 2));
        assertEquals(true, knows(ANN, Tasks.OF_ONE_MAX));
    }

    @Test
    void asAWholeItIsBoundedToo() {
        int owners = 3 * Tasks.TASKS_MAX / 100;
        for (int owner = 0; owner < owners; owner++) {
            for (int i = 0; i < 100; i++) {
                tasks.keep(principal("p" + owner), task(i), Definition.NONE);
            }
        }
        int known = 0;
        for (int owner = 0; owner < owners; owner++) {
            for (int i = 0; i < 100; i++) {
                known += knows(principal("p" + owner), i) ? 1 : 0;
            }
        }
        assertEquals(Tasks.TASKS_MAX, known);
        assertEquals(true, knows(principal("p" + (owners - 1)), 0));
        assertEquals(false, knows(principal("p0"), 99));
    }

    @Test
    void aTaskThatIsKeptAgainIsCountedOnce() {
        for (int i = 0; i < 2 * Tasks.TASKS_MAX; i++) {
            tasks.keep(ANN, task(i % 2), Definition.NONE);
        }
        tasks.keep(BOB, task(0), Definition.NONE);
        assertEquals(true, knows(ANN, 0) && knows(ANN, 1) && knows(BOB, 0));
    }
}
