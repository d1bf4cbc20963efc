#include "consumers/endpoints/echo.hpp"

namespace vestnik::consumers::endpoints {

void echo::on_receive(frame_kind kind, std::string_view payload) {
  if (kind == frame_kind::text)
    out().send(payload);
  else
    out().send_binary(payload);
}

} // namespace vestnik::consumers::endpoints
