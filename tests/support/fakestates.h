#pragma once

#include "tests/support/fakesnapshot.h"

/// What the values of a made-up server are in each state.
namespace checkwatch::support {

[[nodiscard]] fleet::ServerRow fakeRow(FakeState state, base::Timestamp now);
[[nodiscard]] bool hasFakeAlert(FakeState state);
[[nodiscard]] fleet::AlertRow fakeAlert(FakeState state, const fleet::ServerIdentity& who, base::Timestamp now);
[[nodiscard]] fleet::ServerHistory fakeHistory(fleet::ServerId id, FakeState state, base::Duration staleFor,
                                               base::Timestamp now);

} // namespace checkwatch::support
