package dev.sallyport.practice.access;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Unfit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A file of statements. */
public record PolicyFile(@Doc("The statements.") List<StatementSettings> statements) {
    /** No statements. */
    public static final PolicyFile DEFAULT = new PolicyFile(List.of());

    public PolicyFile {
        statements = List.copyOf(statements);
        Set<String> ids = new HashSet<>();
        for (StatementSettings statement : statements) {
            if (!ids.add(statement.id())) {
                throw new Unfit(
                        "statements must have ids of their own; two have `" + statement.id() + "`",
                        "give one of them another");
            }
        }
    }
}
