package dev.sallyport.practice.access.approval;

import java.util.function.Consumer;

/**
 * What a person is asked, and what he is shown for it.
 *
 * @param held what is held
 * @param session the legacy session that it came in, or empty
 * @param arguments the arguments as a text to be shown to whoever decides, and to nobody else
 * @param changed since when the tool is another one than at first use; empty where it is the same
 * @param statement the id of the statement that holds it
 * @param permitting what has to be added to the policy so that it is permitted always, as lines of YAML; empty where it has changed
 * @param people how many have to agree
 * @param times how long they have
 * @param decided told the name of the request when it is decided
 */
public record Ask(
        Held held,
        String session,
        String arguments,
        String changed,
        String statement,
        String permitting,
        int people,
        ApprovalSettings times,
        Consumer<String> decided) {}
