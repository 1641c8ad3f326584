package dev.sallyport.cli.policy;

import dev.sallyport.practice.Doc;
import java.util.List;

/** A file of cases that stands beside a policy. */
public record PolicyTable(@Doc("The cases.") List<PolicyCase> cases) {
    /** No cases. */
    public static final PolicyTable DEFAULT = new PolicyTable(List.of());

    /** How the files are named that are found without being named. */
    static final String SUFFIX = ".tests.yaml";

    public PolicyTable {
        cases = List.copyOf(cases);
    }
}
