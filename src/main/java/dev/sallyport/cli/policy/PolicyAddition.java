package dev.sallyport.cli.policy;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.settings.PolicyText;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements on their way into the policy of a home.
 *
 * @param home the home
 * @param before what its file holds now; empty where there is none
 * @param after what it will hold
 */
public record PolicyAddition(Home home, String before, String after) {
    /**
     * The statements {@code lines} for the policy that stands in {@code file}; fails, and says which lines belong where, where that is not the
     * home's own, or has a form to which nothing can be added.
     */
    public static PolicyAddition of(Home home, Path file, String lines) throws IOException {
        Path own = home.policyFile();
        if (!own.equals(file)) {
            throw elsewhere("the policy of this gateway is kept in " + file + ", or in a file that it names", lines);
        }
        if (Files.isSymbolicLink(own)) {
            throw elsewhere(own + " is a link to " + Files.readSymbolicLink(own), lines);
        }
        String before = Files.exists(own) ? Files.readString(own) : "";
        String after = new PolicyText(own, Environment.SYSTEM)
                .adding(before, lines.lines().toList())
                .orElseThrow(() -> elsewhere("nothing can be added by itself to " + own + " as it is written", lines));
        return new PolicyAddition(home, before, after);
    }

    private static CommandFailure elsewhere(String why, String lines) {
        return new CommandFailure(
                ExitCode.UNAVAILABLE,
                "policy-elsewhere",
                why + "; put this below `statements:` there:" + System.lineSeparator() + lines);
    }

    /** Writes it, in one step for every reader. */
    public void write() throws IOException {
        home.replacePolicy(after.getBytes(StandardCharsets.UTF_8));
    }

    /** What changes: the lines that go, with a minus, and those that come, with a plus. */
    public List<String> diff() {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        int same = 0;
        while (same < old.size() && old.get(same).equals(now.get(same))) {
            same++;
        }
        int end = 0;
        while (end < old.size() - same && old.get(old.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
            end++;
        }
        List<String> diff = new ArrayList<>();
        old.subList(same, old.size() - end).forEach(line -> diff.add("-" + line));
        now.subList(same, now.size() - end).forEach(line -> diff.add("+" + line));
        return diff;
    }
}
