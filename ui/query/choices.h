#pragma once

#include "models/promql/completion.h"
#include "models/session/query.h"
#include "ui/query/choicemodel.h"

#include <optional>

/// What an editor offers at a place of an expression: out of the language, and out of what is stored.
namespace checkwatch::query {

/// What has to be asked for, or nothing.
[[nodiscard]] std::optional<session::CompletionRequest> requestFor(const promql::CompletionPlace& place);

/// All choices for the place, best first; `live` answers requestFor(). `following` is the character behind the cursor.
[[nodiscard]] std::vector<Choice> choicesFor(const promql::CompletionPlace& place,
                                             const session::CompletionAnswer& live, QChar following);

/// Whether to offer without being asked (Ctrl+Space asks).
[[nodiscard]] bool offersItself(const promql::CompletionPlace& place);

} // namespace checkwatch::query
