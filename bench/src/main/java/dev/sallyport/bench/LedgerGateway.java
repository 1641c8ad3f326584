package dev.sallyport.bench;

import dev.sallyport.Gateway;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.observe.ExchangeCounts;
import dev.sallyport.observe.ObservedRecorder;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway with the ledger that its settings say, or with none at all, which the product cannot be told. All else is the same, so that the
 * difference is what the ledger costs. Plain HTTP, nothing kept, no control socket.
 */
public final class LedgerGateway {
    private static final String TOKEN = "bench-token-of-the-ledger-0123456789";

    private LedgerGateway() {}

    /**
     * {@code recorded|unrecorded|turns SETTINGS FOLDER READY-FILE}; ends by a signal. The ledger is in {@code FOLDER/audit/gateway-1}, what
     * turns took in {@code FOLDER/turns}.
     */
    public static void main(String... arguments) throws IOException {
        Settings settings =
                switch (SettingsLoader.load(Path.of(arguments[1]), Environment.SYSTEM)) {
                    case SettingsRead.Loaded loaded -> loaded.settings();
                    case SettingsRead.Refused refused -> throw new IllegalArgumentException(refused.problems().toString());
                };
        Path folder = Files.createDirectories(Path.of(arguments[2]));
        Optional<AuditRecorder> ledger = arguments[0].equals("unrecorded") ? Optional.empty() : Optional.of(ledger(folder, settings));
        Recorder recorder = ledger.map(Recorder.class::cast).orElseGet(Gateway::unrecorded);
        if (arguments[0].equals("turns")) {
            var turns = new Turns(recorder, Gateway.unrecorded());
            turns.start(folder.resolve("turns"));
            recorder = turns;
        }
        Gateway gateway = new Gateway(new Gateway.Start(
                "bench", settings, TOKEN, new ObservedRecorder(recorder, List.of(new ExchangeCounts())), true, Clock.systemUTC(), Map.of()));
        HttpListener listener = gateway.listen("", Optional.empty());
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Path written = Files.writeString(folder.resolve("ready"), "{\"tokenFile\":\"" + token + "\"}");
        Files.move(written, Path.of(arguments[3]), StandardCopyOption.ATOMIC_MOVE);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            listener.close();
            gateway.close();
            ledger.ifPresent(AuditRecorder::close);
        }));
    }

    private static AuditRecorder ledger(Path folder, Settings settings) throws IOException {
        SecureRandom random = new SecureRandom();
        var means = new AuditRecorder.Means(
                NoteSigner.fresh("sallyport.bench", random), KeyedDigest.fresh(random), Redaction::clean);
        Path audit = Files.createDirectories(folder.resolve("audit"));
        return AuditRecorder.open(audit, "gateway", means, settings.audit(), Clock.systemUTC());
    }
}
