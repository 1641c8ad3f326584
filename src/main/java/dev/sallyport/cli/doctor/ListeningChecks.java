package dev.sallyport.cli.doctor;

import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.home.InstanceRecord;
import dev.sallyport.settings.home.LivingInstance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the gateway could listen where the settings say. */
final class ListeningChecks {
    private ListeningChecks() {}

    static List<Check> of(Examined examined) {
        return examined.settings().stream()
                .flatMap(settings -> checks(examined, settings))
                .toList();
    }

    private static Stream<Check> checks(Examined examined, Settings settings) {
        return Stream.of(
                check("listen", settings.listen(), examined),
                check("observability-listen", settings.observabilityListen(), examined));
    }

    private static Check check(String key, HostPort address, Examined examined) {
        String where = key + " " + address;
        return new Check(where, Code.LISTENING_REFUSED, () -> List.of(look(where, address, examined)));
    }

    private static Finding look(String where, HostPort address, Examined examined) throws IOException {
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            return refused(where, "the name is not known");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(resolved);
            return Finding.ok(Code.LISTENING_FREE, where, address.port() == 0 ? "any free port" : "free");
        } catch (IOException cannot) {
            String why = String.valueOf(cannot.getMessage());
            return why.contains("in use") ? taken(where, address, examined) : refused(where, why);
        }
    }

    private static Finding refused(String where, String why) {
        return new Finding(
                Code.LISTENING_REFUSED,
                where,
                "cannot be listened on: " + why,
                "the gateway does not start",
                "name an address of this machine, and a port from 1024 on");
    }

    private static Finding taken(String where, HostPort address, Examined examined) throws IOException {
        Optional<InstanceRecord> ours = examined.living().stream()
                .map(LivingInstance::record)
                .flatMap(Optional::stream)
                .filter(record -> ports(record).anyMatch(port -> port == address.port()))
                .findFirst();
        return ours.map(record -> Finding.ok(
                        Code.LISTENING_OURS, where, "held by the gateway that runs, process " + record.pid()))
                .orElseGet(() -> new Finding(
                        Code.LISTENING_TAKEN,
                        where,
                        "held by another program, or by a gateway of another home",
                        "the gateway does not start",
                        "find it with `ss -ltnp`, or choose another port"));
    }

    private static Stream<Integer> ports(InstanceRecord record) {
        return Stream.concat(Stream.of(record.endpoint()), record.observability().stream())
                .map(url -> URI.create(url).getPort());
    }
}
