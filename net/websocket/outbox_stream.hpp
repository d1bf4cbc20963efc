#pragma once

#include "net/websocket/frame_socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream_base.hpp>

#include <array>
#include <memory>
#include <string_view>
#include <utility>

namespace vestnik::net {

/// What `boost::beast::websocket::stream` stands on: an AsyncStream over a
/// `frame_socket`. Included by websocket_connection.cpp only, which instantiates
/// Beast's WebSocket once for plain and TLS connections alike.
class outbox_stream {
public:
  using executor_type = boost::asio::io_context::executor_type;

  explicit outbox_stream(std::shared_ptr<frame_socket> out)
      : out_(std::move(out)) {}

  [[nodiscard]] executor_type get_executor() const noexcept {
    return out_->thread().context().get_executor();
  }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    boost::asio::mutable_buffer into;
    for (auto at = boost::asio::buffer_sequence_begin(buffers);
         into.size() == 0 && at != boost::asio::buffer_sequence_end(buffers); ++at)
      into = *at;
    out_->read(into, io_completion{std::forward<Handler>(handler)});
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    // Control frames and the 101 are small; data frames do not come this way.
    std::string bytes;
    for (auto at = boost::asio::buffer_sequence_begin(buffers);
         at != boost::asio::buffer_sequence_end(buffers); ++at) {
      const boost::asio::const_buffer part = *at;
      bytes.append(static_cast<const char*>(part.data()), part.size());
    }
    out_->write(bytes, io_completion{std::forward<Handler>(handler)});
  }

  /// Found by ADL where Beast ends a WebSocket in order.
  template <class Handler>
  friend void async_teardown(boost::beast::role_type, outbox_stream& stream, Handler&& handler) {
    stream.out_->teardown(io_completion{
        [then = std::forward<Handler>(handler)](boost::system::error_code result,
                                                std::size_t) mutable { then(result); }});
  }

  /// Found by ADL; Beast's blocking calls are not used.
  friend void teardown(boost::beast::role_type, outbox_stream& stream,
                       boost::system::error_code& result) {
    stream.out_->abort();
    result = {};
  }

  /// Found by ADL; what Beast's time-outs call.
  friend void beast_close_socket(outbox_stream& stream) { stream.out_->abort(); }

private:
  std::shared_ptr<frame_socket> out_;
};

} // namespace vestnik::net
