package dev.sallyport.practice.access;

import dev.sallyport.practice.Doc;
import java.util.List;

/** A file of statements. */
public record PolicyFile(@Doc("The statements.") List<StatementSettings> statements) {
    /** No statements. */
    public static final PolicyFile DEFAULT = new PolicyFile(List.of());

    public PolicyFile {
        statements = List.copyOf(statements);
    }
}
