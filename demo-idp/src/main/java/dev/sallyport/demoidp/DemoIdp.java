package dev.sallyport.demoidp;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.web.context.support.StandardServletEnvironment;

/**
 * An identity provider for trying things out on one machine: it listens on 127.0.0.1 only, everything in it is made anew at each
 * start, and it lives as long as its standard input.
 */
public final class DemoIdp {
    private static final int USAGE = 2;
    private static final int UNAVAILABLE = 3;

    private DemoIdp() {}

    /** Starts it for {@code --demo --port PORT}, and tells what is there. */
    public static void main(String[] arguments) throws IOException {
        List<String> line = List.of(arguments);
        if (!String.join(" ", line).matches("--demo --port [1-9][0-9]{0,4}(?: --json)?")) {
            System.err.println(
                    "this identity provider is for demonstrations only; to ask for that: --demo --port PORT [--json]");
            System.exit(USAGE);
        }
        // standard output is for what is told; what libraries print goes elsewhere
        PrintStream out = System.out;
        System.setOut(System.err);
        Issuer issuer = new Issuer(Integer.parseInt(line.get(2)));
        Accounts accounts = Accounts.random(new SecureRandom());
        try {
            start(issuer, accounts);
        } catch (RuntimeException failure) {
            System.err.println(isPortTaken(failure) ? "port " + issuer.port() + " is taken" : failure.toString());
            System.exit(UNAVAILABLE);
        }
        out.println(line.contains("--json") ? Welcome.json(issuer, accounts) : Welcome.text(issuer, accounts));
        out.flush();
        while (System.in.read() >= 0) {
            // what is said does not matter
        }
        System.exit(0);
    }

    private static void start(Issuer issuer, Accounts accounts) {
        SpringApplication application = new SpringApplication(Provider.class);
        application.setEnvironment(new OwnEnvironment());
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of(
                "spring.config.location", "optional:classpath:/none/",
                "server.address", "127.0.0.1",
                "server.port", issuer.port(),
                "logging.level.root", "off",
                "spring.jmx.enabled", false));
        application.addInitializers(context -> {
            if (context instanceof GenericApplicationContext beans) {
                beans.registerBean(Issuer.class, () -> issuer);
                beans.registerBean(Accounts.class, () -> accounts);
                beans.registerBean(OneHost.class, () -> new OneHost(issuer));
            }
        });
        application.run();
    }

    private static boolean isPortTaken(Throwable failure) {
        return failure != null && (failure instanceof PortInUseException || isPortTaken(failure.getCause()));
    }

    /** Nothing of the environment and no file changes how it runs: it cannot be made to listen elsewhere. */
    private static final class OwnEnvironment extends StandardServletEnvironment {
        @Override
        protected void customizePropertySources(MutablePropertySources sources) {}
    }
}
