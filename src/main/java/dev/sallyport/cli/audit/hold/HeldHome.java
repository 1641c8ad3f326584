package dev.sallyport.cli.audit.hold;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.ledger.Hold;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The ledgers of a home, as far as a legal hold is concerned. None is made: a hold over a home that nobody uses would hold nothing. */
final class HeldHome {
    @Mixin
    private HomeOption home = new HomeOption();

    /** The folder of its ledgers. */
    Path audit() throws IOException {
        return home.existing()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "no-home",
                        "there is no home in " + Visible.of(home.folder().toString())
                                + ", so nothing is held there; name the home of the gateway with --home"))
                .auditFolder();
    }

    /** Begins a hold or ends it, for a reason that says something. */
    Hold set(boolean held, String reason) throws IOException {
        if (reason.isBlank()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "no-reason", "--reason is empty; say why, for whoever reads the ledger later");
        }
        return Hold.set(audit(), held, Instant.now(), System.getProperty("user.name", ""), reason);
    }

    /** A hold or a release, for machines. */
    static ObjectNode json(Hold hold) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("held", hold.isHeld())
                .put("time", hold.said("time"))
                .put("by", hold.said("by"))
                .put("reason", hold.said("reason"));
    }
}
