#include "net/server.hpp"

#include "net/client_places.hpp"
#include "net/http/http_connection.hpp"
#include "net/io/listener.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <sys/resource.h>

namespace vestnik::net {

namespace {

std::optional<tls_context> load_tls(const server_settings& settings) {
  if (settings.certificate_file.empty() && settings.private_key_file.empty())
    return std::nullopt;
  if (settings.certificate_file.empty() || settings.private_key_file.empty())
    throw std::runtime_error(
        "net.certificate, net.private-key: TLS needs both, plain HTTP neither");
  return tls_context::server(settings.certificate_file, settings.private_key_file).value();
}

std::shared_ptr<const site> make_site(server_settings settings, http_handler& http,
                                      upgrade_handler& upgrades,
                                      std::shared_ptr<refusal_log> refused,
                                      std::shared_ptr<client_places> places) {
  const request_limits requests{settings.max_header, settings.max_header_lines, settings.max_target,
                                settings.max_body};
  const websocket_limits websockets{settings.max_message,
                                    {settings.outbox_bytes, settings.outbox_frames},
                                    settings.idle_timeout,
                                    settings.drain_timeout,
                                    settings.compression};
  auto files = static_files::load(settings.web_root).value();
  auto tls = load_tls(settings);
  auto origins = settings.allowed_origins;
  if (!settings.public_origin.empty())
    origins.push_back(settings.public_origin);
  own_names names{settings, tls};
  forwarding proxies{settings.trusted_proxies, settings.public_origin};
  return std::make_shared<const site>(site{std::move(settings), requests, websockets,
                                           std::move(files), std::move(tls), std::move(origins),
                                           std::move(names), std::move(proxies), std::move(refused),
                                           std::move(places), http, upgrades});
}

/// Files that connections of clients leave to the database, to other nodes and mail servers, and to
/// those that are refused; of a low limit, a quarter.
constexpr rlim_t reserved_files = 64;
/// Of those, this part is for clients that are told so: the others are closed unheard.
constexpr rlim_t refused_part = 4;
/// Of all files, an address has this part for its connections.
constexpr rlim_t address_part = 4;

rlim_t most_files() {
  rlimit files{};
  return ::getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur : RLIM_INFINITY;
}

rlim_t reserved_of(rlim_t files) { return std::min(reserved_files, files / 4); }

/// The kernel gives the lowest free number, so a high one says how many are in use.
admission admit(tcp_socket& socket) {
  const auto files = most_files();
  const auto number = static_cast<rlim_t>(socket.native_handle());
  return number < files - reserved_of(files) ? admission::welcome : admission::crowded;
}

/// Asked as soon as there is a descriptor, or silent clients would have all of them before an io
/// thread looks.
bool may_be_heard(int descriptor) {
  const auto files = most_files();
  const auto kept = reserved_of(files);
  return static_cast<rlim_t>(descriptor) < files - kept + kept / refused_part;
}

} // namespace

struct server::impl {
  /// What new connections share; replaced while they are made.
  std::shared_ptr<std::atomic<std::shared_ptr<const site>>> current_site;
  std::uint16_t port;
  std::shared_ptr<listener> accepts;
};

struct server::place {
  bound_socket taken;
};

std::shared_ptr<server::place> server::take_place(const server_settings& settings) {
  return std::make_shared<place>(place{bind_listener(settings.address, settings.port).value()});
}

void server::check(const server_settings& settings) {
  static_cast<void>(static_files::load(settings.web_root).value());
  static_cast<void>(load_tls(settings));
}

server::server(io_threads& threads, server_settings settings, http_handler& http,
               upgrade_handler& upgrades)
    : server{threads, settings, take_place(settings), http, upgrades} {}

server::server(io_threads& threads, server_settings settings, const std::shared_ptr<place>& at,
               http_handler& http, upgrade_handler& upgrades) {
  auto first = make_site(std::move(settings), http, upgrades, std::make_shared<refusal_log>(),
                         std::make_shared<client_places>(most_files() / address_part));
  const auto current_site =
      std::make_shared<std::atomic<std::shared_ptr<const site>>>(std::move(first));
  const auto serve = [current_site](const std::shared_ptr<io_thread>& thread, tcp_socket socket,
                                    std::string remote_address) {
    const auto admitted = admit(socket);
    start_http(thread, current_site->load(), std::move(socket), std::move(remote_address),
               admitted);
  };
  impl_ = std::make_shared<impl>(
      impl{current_site, at->taken.port,
           std::make_shared<listener>(threads.workers(), serve, may_be_heard)});
  impl_->accepts->start(std::move(at->taken.socket));
}

server::~server() { stop_accepting(); }

std::uint16_t server::port() const noexcept { return impl_->port; }

void server::reload() {
  const auto before = impl_->current_site->load();
  impl_->current_site->store(
      make_site(before->settings, before->http, before->upgrades, before->refused, before->places));
}

void server::stop_accepting() { impl_->accepts->stop(); }

} // namespace vestnik::net
