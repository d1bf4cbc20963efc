#include "service.hpp"

#include "cluster/server_node.hpp"
#include "config/engine/syntax.hpp"
#include "config/load.hpp"
#include "config/version.hpp"
#include "endpoints/routes.hpp"
#include "model/value_or_throw.hpp"
#include "net/io/io_threads.hpp"
#include "net/io/tls_context.hpp"
#include "net/log_format.hpp"
#include "net/server.hpp"
#include "storage/open.hpp"
#include "storage/secrets/secret_box.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iterator>
#include <memory>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

// The composition root: settings, then what the actors need, then the actors, then the
// server that brings them connections; and back in the opposite order.

namespace vestnik {

namespace {

using model::value_or_throw;

/// The exit code of a node that was declared dead by the others, or has lost an actor that it
/// cannot do without (EX_TEMPFAIL of sysexits.h): start it again.
constexpr int start_again = 75;

void start_log(const config::log_settings& settings, const std::string& node) {
  auto log = spdlog::stderr_logger_mt("vestnik");
  constexpr spdlog::level::level_enum levels[] = {spdlog::level::trace, spdlog::level::debug,
                                                  spdlog::level::info, spdlog::level::warn,
                                                  spdlog::level::err};
  log->set_level(levels[static_cast<std::size_t>(settings.level)]);
  log->set_formatter(net::make_log_formatter(settings.format, node));
  spdlog::set_default_logger(std::move(log));
}

std::string url_of(const config::net_settings& net, std::uint16_t port) {
  const bool is_v6 = net.address.find(':') != std::string::npos;
  return fmt::format("{}://{}:{}", net.certificate.empty() ? "http" : "https",
                     is_v6 ? '[' + net.address + ']' : net.address, port);
}

bool is_loopback(const std::string& address) {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1)
    return (ntohl(v4.s_addr) >> 24U) == 127;
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

api::cookie_policy cookies_of(const config::net_settings& net) {
  if (!net.certificate.empty())
    return api::cookie_policy::tls;
  return is_loopback(net.address) ? api::cookie_policy::loopback : api::cookie_policy::refuse;
}

std::size_t io_threads_of(const config::net_settings& net) {
  return net.io_threads != 0 ? net.io_threads
                             : std::max(1U, std::thread::hardware_concurrency() / 2);
}

/// While the node waits to be taken in by others.
constexpr std::chrono::milliseconds look_for_signals{100};

/// Whether a closed terminal would be heard of: a container's first process has one for its output
/// only.
bool has_terminal() {
  const int terminal = ::getpid() == 1 ? -1 : ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  return terminal >= 0 && ::close(terminal) == 0;
}

/// The signals that the service acts upon. At a terminal a hangup ends it as it ends any program;
/// else it means "read again", as with other servers.
sigset_t signals_of_service() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (!has_terminal())
    sigaddset(&set, SIGHUP);
  return set;
}

/// Keeps them for `sigwait`, for this and all later threads.
void hold(const sigset_t& signals) { pthread_sigmask(SIG_BLOCK, &signals, nullptr); }

/// Until anything is served, an end is no loss, however long the database takes; but a hangup would
/// be one.
void hold_hangup_only(const sigset_t& signals) {
  std::signal(SIGPIPE, SIG_IGN);
  if (sigismember(&signals, SIGHUP) == 0)
    return;
  sigset_t hangup;
  sigemptyset(&hangup);
  sigaddset(&hangup, SIGHUP);
  hold(hangup);
}

consumers::route_table routes_of(const config::settings& settings,
                                 std::vector<consumers::mount_point> more) {
  const auto echo = settings.net.test_echo ? endpoints::test_echo::on : endpoints::test_echo::off;
  auto mounts = endpoints::mounts(echo, settings.limits.rooms_per_subscribe);
  std::ranges::move(more, std::back_inserter(mounts));
  return value_or_throw(consumers::route_table::make(std::move(mounts)));
}

/// Whether a signal that ends the service has come; others are forgotten.
bool was_ended(const sigset_t& signals) {
  const timespec at_once{};
  for (;;) {
    const int received = sigtimedwait(&signals, nullptr, &at_once);
    if (received != SIGHUP)
      return received > 0;
  }
}

/// Certificates that were renewed serve from now on, and nobody is disconnected.
void reload(net::server& server, cluster::server_node& node) {
  try {
    server.reload();
    node.reload();
    spdlog::info("certificates and the web client were read again");
  } catch (const std::exception& problem) {
    spdlog::error("what was there before is used on: {}", problem.what());
  }
}

/// Whatever it still does comes too late, or helps nobody.
void end_at_once(const std::string& why) {
  spdlog::critical("{}; it ends, to be started again", why);
  spdlog::shutdown();
  std::_Exit(start_again);
}

/// The line on the standard output is for people and for scripts that wait for it.
void announce(const config::settings& settings, std::uint16_t port) {
  const auto url = url_of(settings.net, port);
  spdlog::info("vestnikd {} serves {} with the database {}", config::version(), url,
               config::hide_password(settings.storage.url));
  if (cookies_of(settings.net) == api::cookie_policy::refuse &&
      settings.net.trusted_proxies.empty())
    spdlog::warn(
        "nobody can sign in: plain HTTP beyond this machine would show passwords to the "
        "network. Set net.certificate and net.private-key, or name the proxy that ends TLS "
        "in net.trusted-proxies");
  if (settings.log.format == config::log_format::text)
    fmt::print("Vestnik listens on {}\n", url);
  std::fflush(stdout);
}

/// Opens what the start would open, but no ports, and changes nothing. Throws what it would end
/// with.
void check(const config::settings& settings, std::vector<consumers::mount_point> more) {
  static_cast<void>(routes_of(settings, std::move(more)));
  net::server::check(net::server_settings_of(settings.net));
  if (!settings.mail.extra_ca.empty())
    static_cast<void>(net::tls_context::client(settings.mail.extra_ca).value());
  cluster::server_node::check(settings);
  value_or_throw(storage::check_storage(settings.storage, settings.secrets.key_file));
}

void serve(const config::settings& settings, std::vector<consumers::mount_point> more,
           const sigset_t& signals) {
  std::filesystem::create_directories(settings.storage.data_dir);
  // Before all that is kept: a second start by mistake ends here and harms nobody.
  const auto place = net::server::take_place(net::server_settings_of(settings.net));
  auto routes = routes_of(settings, std::move(more));
  const auto tenancy = value_or_throw(storage::open_tenancy(
      settings.storage, settings.cluster.node.empty() ? storage::tenants::one
                                                      : storage::tenants::nodes_of_a_cluster));
  auto database = value_or_throw(storage::open_storage(settings.storage, routes.stored()));
  auto secrets = value_or_throw(tenancy->open_secrets(settings.secrets.key_file));
  hold(signals);
  value_or_throw(tenancy->begin_use(settings.secrets.key_file));
  net::io_threads threads{
      io_threads_of(settings.net),
      {settings.mail.allow_private_ranges, settings.mail.allow_ports, settings.mail.extra_ca}};
  cluster::server_node node{settings,          std::move(database),      std::move(secrets),
                            std::move(routes), cookies_of(settings.net), threads,
                            &end_at_once};
  const auto stop = [&] {
    node.stop();
    threads.stop();
  };
  std::unique_ptr<net::server> server;
  try {
    server = std::make_unique<net::server>(threads, net::server_settings_of(settings.net), place,
                                           node.port(), node.port());
  } catch (...) {
    // Actors end on the io threads; without them the node would wait for ever.
    threads.start();
    stop();
    throw;
  }
  threads.start();
  try {
    while (!node.may_start_within(look_for_signals))
      if (was_ended(signals))
        return stop();
  } catch (...) {
    stop();
    throw;
  }
  node.start();
  announce(settings, server->port());

  int received = 0;
  while (sigwait(&signals, &received) == 0 && received == SIGHUP)
    reload(*server, node);
  spdlog::info("stopping on signal {}", received);
  server->stop_accepting();
  stop();
  spdlog::info("stopped");
}

} // namespace

int run_service(int argc, char** argv, std::vector<consumers::mount_point> more) {
  // Passwords are in this memory: no core dumps, no debugger of other users
  // (docs/security.md D2).
  prctl(PR_SET_DUMPABLE, 0);
  const auto signals = signals_of_service();
  hold_hangup_only(signals);
  try {
    const auto loaded = config::load(argc, argv, config::process_environment());
    if (loaded.next != config::outcome::kind::run) {
      for (const auto& warning : loaded.warnings)
        fmt::print(stderr, "vestnikd: {}\n", warning);
      if (loaded.next == config::outcome::kind::check) {
        check(loaded.values, std::move(more));
        return 0;
      }
      fmt::print(loaded.next == config::outcome::kind::error ? stderr : stdout, "{}", loaded.text);
      return loaded.exit_code;
    }
    start_log(loaded.values.log, loaded.values.cluster.node);
    for (const auto& warning : loaded.warnings)
      spdlog::warn("{}", warning);
    serve(loaded.values, std::move(more), signals);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "vestnikd: {}\n", problem.what());
    return 1;
  }
}

} // namespace vestnik
