package dev.sallyport;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Commands of other Java processes, with the classes of the tests. After the first ten they start with an AOT cache, as by the launcher, and a
 * gateway in half of the time; where fewer are started, making it would cost more.
 */
public final class Java {
    private static final int PAYS_AFTER = 10;

    private static final AtomicInteger commands = new AtomicInteger();
    private static volatile String classPath = System.getProperty("java.class.path");
    private static volatile List<String> cache = List.of();

    private Java() {}

    /** The command that starts {@code main}, to which its arguments may be added. */
    public static List<String> command(Class<?> main, String... options) {
        if (commands.incrementAndGet() == PAYS_AFTER) {
            train();
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(cache);
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, main.getName()));
        return command;
    }

    /** Makes the cache: what the virtual machine learns from a gateway that is started and called. */
    private static void train() {
        try {
            Path folder = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "java");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            classPath = jars(folder.resolve("tests.jar"));
            Path made = folder.resolve("tests.aot");
            try (SallyportProcess gateway = SallyportProcess.gatewayWith(
                    List.of("-XX:AOTCacheOutput=" + made), folder, PermissiveHome.in(folder), "")) {
                gateway.initialize();
                gateway.http().send(gateway.sleep(0), HttpResponse.BodyHandlers.discarding());
                gateway.signal("TERM");
                gateway.ended();
            }
            // where it does not fit what a command asks for, it is left unused
            cache = List.of("-XX:AOTCache=" + made, "-Xlog:aot*=off", "-Xlog:cds*=off");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** The class path with all its folders as one {@code jar}: only of jars there are caches. */
    private static String jars(Path jar) throws IOException {
        List<String> jars = new ArrayList<>(List.of(jar.toString()));
        Set<String> packed = new HashSet<>();
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            // without the empty entry at the end, which would be the folder of the build itself
            for (String entry : classPath.split(File.pathSeparator, 0)) {
                if (Files.isDirectory(Path.of(entry))) {
                    pack(Path.of(entry), packed, zip);
                } else {
                    jars.add(entry);
                }
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static void pack(Path folder, Set<String> packed, ZipOutputStream zip) throws IOException {
        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                String name = folder.relativize(file).toString();
                if (packed.add(name)) {
                    zip.putNextEntry(new ZipEntry(name));
                    Files.copy(file, zip);
                }
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            // what is left is deleted with target
        }
    }
}
