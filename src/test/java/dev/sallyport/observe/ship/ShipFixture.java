package dev.sallyport.observe.ship;

import dev.sallyport.Trust;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.crypto.PeerTls;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.SiblingLedgers;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.practice.audit.form.FieldRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;

/** A ledger in a folder, an authority, and shippers of the one. */
final class ShipFixture {
    static final Shipper.Form FORM = new Shipper.Form(Clock.systemUTC(), new SplittableRandom(7));
    private static final NoteSigner SIGNER = NoteSigner.fresh("sallyport/test", new SecureRandom());

    final Path folder;
    final Path ca;
    private final LocalAuthority authority;

    ShipFixture(Path parent) throws IOException {
        folder = Files.createDirectory(parent.resolve("gateway-1"));
        authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        ca = Files.writeString(parent.resolve("ca.crt"), Certified.pem(authority.root()));
    }

    Ledger ledger() throws IOException {
        return ledger("gateway-1");
    }

    /** Another one beside it, or itself. */
    Ledger ledger(String name) throws IOException {
        return Ledger.open(new Ledger.Place(
                        new FolderDisk(Files.createDirectories(folder.resolveSibling(name))),
                        "sallyport/test/" + name,
                        SIGNER,
                        64 * 1024,
                        Clock.systemUTC()))
                .orElseThrow();
    }

    /** The ledgers beside it. */
    SiblingLedgers siblings() {
        return new SiblingLedgers(folder, SIGNER);
    }

    /** Writes {@code count} more entries and signs them; how many there are then. */
    static long write(Ledger ledger, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            byte[] members = ("\"time\":\"" + Instant.now() + "\",\"exchange\":\"x-" + i
                            + "\",\"event\":\"answered\",\"principal\":\"ann\",\"peer\":\"192.0.2.1\"")
                    .getBytes(StandardCharsets.UTF_8);
            ledger.append(List.of(members));
        }
        ledger.tend();
        return ledger.checkpoint().size();
    }

    Shipper ship(String name, Sink sink) {
        return ship(name, sink, EntryForm.LEDGER, FieldRules.NONE);
    }

    Shipper ship(String name, Sink sink, EntryForm form, FieldRules rules) {
        return new Shipper(
                new Shipper.Source(folder, Optional.empty()), name, new Pieces(form, rules, "0.1.0"), sink, FORM);
    }

    /** What a receiver on this machine shows. */
    SSLContext server() throws IOException {
        Certified own = authority.issue(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        return Trust.of(ca, Optional.of(own));
    }

    /** A sender that trusts it. */
    PeerTls trusting() {
        return new PeerTls(Optional.of(ca), Optional.empty(), Optional.empty());
    }
}
