package dev.sallyport.transport.child;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who holds which pipe, from {@code /proc} on Linux; nobody elsewhere. */
final class ProcessPipes {
    private static final Path PROC = Path.of("/proc");

    private ProcessPipes() {}

    /** The three standard streams of a process: the pipe's name, and what holding the process's end of it allows. */
    static Map<Path, PosixFilePermission> of(long id) {
        Map<Path, PosixFilePermission> pipes = new HashMap<>();
        for (int stream = 0; stream <= 2; stream++) {
            try {
                Path target = Files.readSymbolicLink(PROC.resolve(id + "/fd/" + stream));
                if (target.toString().startsWith("pipe:")) {
                    pipes.put(target, stream == 0 ? PosixFilePermission.OWNER_READ : PosixFilePermission.OWNER_WRITE);
                }
            } catch (IOException e) {
                // it has ended, or there is no /proc
            }
        }
        return pipes;
    }

    /**
     * The processes other than this one that hold such an end. The other end, which is ours, does not count: a process that
     * we are starting holds it for a moment.
     */
    static List<Long> holders(Map<Path, PosixFilePermission> pipes) {
        List<Long> holders = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long id = Long.parseLong(process.getFileName().toString());
                if (id != ProcessHandle.current().pid() && holds(process, pipes)) {
                    holders.add(id);
                }
            }
        } catch (IOException e) {
            // no /proc
        }
        return holders;
    }

    private static boolean holds(Path process, Map<Path, PosixFilePermission> pipes) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                PosixFilePermission end = pipes.get(Files.readSymbolicLink(descriptor));
                if (end != null
                        && Files.getPosixFilePermissions(descriptor, LinkOption.NOFOLLOW_LINKS)
                                .contains(end)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // it has ended since, or is another user's
        }
        return false;
    }
}
