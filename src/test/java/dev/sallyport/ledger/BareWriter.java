package dev.sallyport.ledger;

import dev.sallyport.crypto.NoteSigner;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A process that writes entries into a ledger for as long as it lives, and says each one that was acknowledged. */
final class BareWriter {
    private static final int TEND_EVERY = 64;

    private BareWriter() {}

    /** Arguments: the folder, the file of the signer, the number of this process. */
    public static void main(String... arguments) throws IOException {
        LedgerFixture fixture = new LedgerFixture(Path.of(arguments[0]));
        NoteSigner signer =
                NoteSigner.of(Files.readString(Path.of(arguments[1]))).orElseThrow();
        Optional<Ledger> opened =
                Ledger.open(new Ledger.Place(fixture.disk, LedgerFixture.ORIGIN, signer, 64 * 1024, Clock.systemUTC()));
        if (opened.isEmpty()) {
            System.exit(2);
        }
        Ledger ledger = opened.get();
        DataOutputStream acknowledged = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        for (int i = 0; ; i++) {
            LedgerFixture.append(ledger, arguments[2] + "-" + i);
            acknowledged.writeInt(i);
            if (i % TEND_EVERY == TEND_EVERY - 1) {
                ledger.tend();
            }
        }
    }
}
