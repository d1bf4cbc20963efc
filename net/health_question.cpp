#include "net/health_question.hpp"

#include "net/http/forwarding.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace vestnik::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

/// Whoever listens everywhere listens on loopback as well.
asio::ip::address reached_at(const std::string& listens_on) {
  const auto address = asio::ip::make_address(listens_on);
  if (!address.is_unspecified())
    return address;
  if (address.is_v4())
    return asio::ip::address_v4::loopback();
  return asio::ip::address_v6::loopback();
}

std::string text_of(const asio::ip::tcp::endpoint& server) {
  const auto address = server.address().to_string();
  return server.address().is_v6() ? fmt::format("[{}]:{}", address, server.port())
                                  : fmt::format("{}:{}", address, server.port());
}

template <class Stream>
asio::awaitable<std::string> ask_over(Stream& stream, const asio::ip::tcp::endpoint& server) {
  http::request<http::empty_body> question{http::verb::get, "/api/v1/health", 11};
  question.set(http::field::host, text_of(server));
  question.set(http::field::connection, "close");
  co_await http::async_write(stream, question, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response<http::string_body> answer;
  co_await http::async_read(stream, buffer, answer, asio::use_awaitable);
  co_return std::move(answer.body());
}

asio::awaitable<std::string> ask(const server_settings& of, asio::ip::tcp::endpoint server,
                                 std::chrono::milliseconds patience) {
  beast::tcp_stream line{co_await asio::this_coro::executor};
  line.expires_after(patience);
  co_await line.async_connect(server, asio::use_awaitable);
  const auto own_address = line.socket().local_endpoint().address().to_string();
  if (of.proxies_begin == proxy_protocol::with_header &&
      forwarding{of.trusted_proxies, of.public_origin}.trusts(own_address)) {
    constexpr std::string_view for_nobody = "PROXY UNKNOWN\r\n";
    co_await asio::async_write(line, asio::buffer(for_nobody), asio::use_awaitable);
  }
  if (of.certificate_file.empty())
    co_return co_await ask_over(line, server);
  asio::ssl::context context{asio::ssl::context::tls_client};
  asio::ssl::stream<beast::tcp_stream&> secured{line, context};
  co_await secured.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  co_return co_await ask_over(secured, server);
}

model::error not_answered(const asio::ip::tcp::endpoint& server, std::string_view why) {
  return {model::ec::unavailable, fmt::format("{}: {}", text_of(server), why)};
}

} // namespace

model::result<std::string> ask_health(const server_settings& of,
                                      std::chrono::milliseconds patience) {
  if (of.port == 0)
    return model::error{model::ec::invalid, "it is 0, and nobody knows which port was taken",
                        "net.port"};
  const asio::ip::tcp::endpoint server{reached_at(of.address), of.port};
  try {
    asio::io_context io;
    auto answer = asio::co_spawn(io, ask(of, server, patience), asio::use_future);
    io.run();
    const auto body = answer.get();
    boost::system::error_code broken;
    const auto read = boost::json::parse(body, broken);
    const auto* status =
        broken || !read.is_object() ? nullptr : read.get_object().if_contains("status");
    if (!status || !status->is_string())
      return not_answered(server, "who answers there is no server of Vestnik");
    return std::string{status->get_string()};
  } catch (const boost::system::system_error& failed) {
    const bool is_late = failed.code() == beast::error::timeout;
    return not_answered(server, is_late ? "no answer in time" : failed.code().message());
  }
}

} // namespace vestnik::net
