package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.Doc;
import java.time.Duration;

/** What is suspicious, and what follows from it. */
public record SignalSettings(
        @Doc("How long a signal stands: so long policies see it, and a caller is slowed or blocked.")
        Duration stands,

        @Doc("How long a caller must be known before anything can be unusual for it.")
        Duration learning,

        @Doc("Many refusals in a short time.") DenialBurst denialBurst,

        @Doc("Many different tools in a short time, or names that no server has.")
        ToolScan toolScan,

        @Doc("Proofs of possession and states that were refused.")
        Replay replay,

        @Doc("Tokens or keys in arguments.") SecretArgument secretArgument,

        @Doc("One credential or session from networks far apart at once, or the session of somebody else.")
        SessionMove sessionMove,

        @Doc("Far more calls than this caller has ever made.")
        UnusualVolume unusualVolume,

        @Doc("Calls at an hour at which this caller never calls.")
        UnusualHour unusualHour,

        @Doc("Far larger arguments than this tool has ever got.")
        ArgumentSize argumentSize,

        @Doc("A tool that this caller has never used.") NewTool newTool,
        @Doc("Much was read, and then much sent out.") Exfiltration exfiltration) {
    /** Alerts; what is unusual and often harmless is only a fact for policies. */
    public static final SignalSettings DEFAULT = new SignalSettings(
            Duration.ofMinutes(15),
            Duration.ofDays(1),
            DenialBurst.DEFAULT,
            ToolScan.DEFAULT,
            Replay.DEFAULT,
            SecretArgument.DEFAULT,
            SessionMove.DEFAULT,
            UnusualVolume.DEFAULT,
            UnusualHour.DEFAULT,
            ArgumentSize.DEFAULT,
            NewTool.DEFAULT,
            Exfiltration.DEFAULT);

    public SignalSettings {
        checkWithin("stands", stands);
        if (learning.isNegative() || learning.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("learning must be 0s to 30d");
        }
    }

    /** The most different things of one kind that are told apart for one caller. */
    static final int DIFFERENT_MAX = 128;

    /** Many refusals. */
    public record DenialBurst(
            @Doc("How many.") int count,
            @Doc("In which time.") Duration within,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** Thirty in a minute. */
        public static final DenialBurst DEFAULT = new DenialBurst(30, Duration.ofMinutes(1), Then.ALERT);

        public DenialBurst {
            checkCount("count", count);
            checkWithin("within", within);
        }
    }

    /** Many tools, or names that do not exist. */
    public record ToolScan(
            @Doc("How many different tools.") int tools,

            @Doc("How many different names that no server has.")
            int unknown,

            @Doc("In which time.") Duration within,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** Thirty tools or eight names in five minutes. */
        public static final ToolScan DEFAULT = new ToolScan(30, 8, Duration.ofMinutes(5), Then.ALERT);

        public ToolScan {
            checkDifferent("tools", tools);
            checkDifferent("unknown", unknown);
            checkWithin("within", within);
        }
    }

    /** Refused proofs and states. */
    public record Replay(
            @Doc("How many.") int count,
            @Doc("In which time.") Duration within,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** Three in five minutes. */
        public static final Replay DEFAULT = new Replay(3, Duration.ofMinutes(5), Then.ALERT);

        public Replay {
            checkCount("count", count);
            checkWithin("within", within);
        }
    }

    /** Tokens or keys in arguments. */
    public record SecretArgument(
            @Doc("How many.") int count,
            @Doc("In which time.") Duration within,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** Three in ten minutes. */
        public static final SecretArgument DEFAULT = new SecretArgument(3, Duration.ofMinutes(10), Then.ALERT);

        public SecretArgument {
            checkCount("count", count);
            checkWithin("within", within);
        }
    }

    /** One credential or session in several places. */
    public record SessionMove(
            @Doc(
                    "How many times it went to or from a network that is new for the caller; each is a /16 of IPv4 or a /32 of IPv6.")
            int moves,

            @Doc("In which time.") Duration within,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** Four in five minutes, which is twice there and back. */
        public static final SessionMove DEFAULT = new SessionMove(4, Duration.ofMinutes(5), Then.ALERT);

        public SessionMove {
            checkCount("moves", moves);
            checkWithin("within", within);
        }
    }

    /** Many calls. */
    public record UnusualVolume(
            @Doc("How many calls at least.") int count,

            @Doc("How many times the most that it has ever made in that time.")
            int times,

            @Doc("In which time.") Duration within,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** 300 in ten minutes and four times the most before. */
        public static final UnusualVolume DEFAULT = new UnusualVolume(300, 4, Duration.ofMinutes(10), Then.ALERT);

        public UnusualVolume {
            checkCount("count", count);
            checkTimes(times);
            checkWithin("within", within);
        }
    }

    /** Calls at another hour. */
    public record UnusualHour(
            @Doc("On how many days it must have called before.")
            int days,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** After five days; a fact for policies. */
        public static final UnusualHour DEFAULT = new UnusualHour(5, Then.MARK);

        public UnusualHour {
            if (days < 1 || days > 365) {
                throw new IllegalArgumentException("days must be 1 to 365");
            }
        }
    }

    /** Large arguments. */
    public record ArgumentSize(
            @Doc("How large the request must be at least.") ByteSize size,

            @Doc("How many times the largest that the tool has got before.")
            int times,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** 64 KiB and four times the largest before. */
        public static final ArgumentSize DEFAULT = new ArgumentSize(new ByteSize(64 * 1024), 4, Then.ALERT);

        public ArgumentSize {
            if (!size.within(new ByteSize(1024), ByteSize.ofMebibytes(1024))) {
                throw new IllegalArgumentException("size must be 1KiB to 1GiB");
            }
            checkTimes(times);
        }
    }

    /** A tool that is new for a caller. */
    public record NewTool(
            @Doc("How many calls it must have made before.") int calls,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** After 200 calls; a fact for policies. */
        public static final NewTool DEFAULT = new NewTool(200, Then.MARK);

        public NewTool {
            checkCount("calls", calls);
        }
    }

    /** Much read, and then sent out. */
    public record Exfiltration(
            @Doc("How much must have been read; from then on policies see `much-read`.")
            ByteSize read,

            @Doc(
                    "How much must have been sent by tools that say of themselves, or of whose arguments the settings say, that they reach out.")
            ByteSize sent,

            @Doc("In which time.") Duration within,

            @Doc("What follows: ignore, mark, alert, slow, end-session or block.")
            Then then) {
        /** 4 MiB and 64 KiB in ten minutes. */
        public static final Exfiltration DEFAULT =
                new Exfiltration(ByteSize.ofMebibytes(4), new ByteSize(64 * 1024), Duration.ofMinutes(10), Then.ALERT);

        public Exfiltration {
            if (!read.within(new ByteSize(1024), ByteSize.ofMebibytes(1024))) {
                throw new IllegalArgumentException("read must be 1KiB to 1GiB");
            }
            if (!sent.within(new ByteSize(1), ByteSize.ofMebibytes(1024))) {
                throw new IllegalArgumentException("sent must be 1 to 1GiB");
            }
            checkWithin("within", within);
        }
    }

    private static void checkCount(String key, int count) {
        if (count < 1 || count > 1_000_000) {
            throw new IllegalArgumentException(key + " must be 1 to 1000000");
        }
    }

    private static void checkDifferent(String key, int count) {
        if (count < 2 || count > DIFFERENT_MAX) {
            throw new IllegalArgumentException(key + " must be 2 to " + DIFFERENT_MAX);
        }
    }

    private static void checkTimes(int times) {
        if (times < 2 || times > 1000) {
            throw new IllegalArgumentException("times must be 2 to 1000");
        }
    }

    private static void checkWithin(String key, Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(key + " must be 1s to 1d");
        }
    }
}
