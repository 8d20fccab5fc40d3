#pragma once

#include "models/promql/explanation.h"
#include "models/promql/places.h"
#include "models/promql/tape.h"

#include <optional>

namespace checkwatch::promql {

/// The element that is looked for, going down the expression: its labels, or any element at all. An element with other
/// labels counts where no label that both have differs: a sum by (proxy) is also about each server of that proxy.
struct Wanted
{
    std::optional<metrics::Labels> labels;

    /// The same on the other side of an operation, where names differ.
    [[nodiscard]] Wanted withoutName() const;
};

/// Follows one element down a Tape: from the result to the operands' elements it came from or, where it is missing, to
/// where it was lost. Reads what the evaluation wrote and computes nothing anew.
class Deriver
{
public:
    /// All must outlive it. `textSize`: of the printed expression, as far as it is kept.
    Deriver(const tsdb::Querier& data, const Places& places, std::size_t textSize, bool leftOpen)
        : m_data(data), m_places(places), m_textSize(textSize), m_leftOpen(leftOpen)
    {
    }
    Derivation derive(const TapedStep& step, const Wanted& wanted);

private:
    using Index = std::optional<std::size_t>;

    // deriver.cpp
    [[nodiscard]] Derivation begin(const TapedStep& step) const;
    [[nodiscard]] static Index find(const TapedStep& step, const Wanted& wanted);
    Derivation present(const TapedStep& step, std::size_t index);
    Derivation missing(const TapedStep& step, const Wanted& wanted);
    Derivation number(const TapedStep& step);
    void addPresent(Derivation& out, const TapedStep* operand, std::size_t index);
    void addFound(Derivation& out, const TapedStep* operand, const Wanted& wanted);
    void addNumber(Derivation& out, const TapedStep* operand);
    bool hasRoom(Derivation& out, const TapedStep* operand);

    // deriveselection.cpp
    void selector(Derivation& out, const TapedStep& step, Index selected) const;
    void missingSelector(Derivation& out, const TapedStep& step, const Wanted& wanted) const;
    void window(Derivation& out, const TapedStep& step, Index index) const;
    void presentWindow(Derivation& out, const TapedStep& step, std::size_t index);
    void missingWindow(Derivation& out, const TapedStep& step, const Wanted& wanted);

    // derivecalls.cpp
    void presentCall(Derivation& out, const TapedStep& step, std::size_t index);
    void missingCall(Derivation& out, const TapedStep& step, const Wanted& wanted);
    void missingOverRange(Derivation& out, const TapedStep& step, const TapedStep* range, const Wanted& wanted);
    void missingOfVector(Derivation& out, const TapedStep& step, const TapedStep* operand, const Wanted& wanted);
    void addNumbers(Derivation& out, const TapedStep& step, const Call& call);

    // deriveaggregates.cpp
    void group(Derivation& out, const TapedStep& step, const TapedStep& operand, std::uint32_t number, Index chosen);
    void presentAggregate(Derivation& out, const TapedStep& step, std::size_t index);
    void missingAggregate(Derivation& out, const TapedStep& step, const Wanted& wanted);

    // derivebinary.cpp
    void presentBinary(Derivation& out, const TapedStep& step, const Item& item);
    void presentSet(Derivation& out, const TapedStep& step, const Item& item);
    void missingBinary(Derivation& out, const TapedStep& step, const Wanted& wanted);
    void missingBesideNumber(Derivation& out, const TapedStep& step, const Wanted& wanted);
    void missingMatched(Derivation& out, const TapedStep& step, const Wanted& wanted);
    void missingSet(Derivation& out, const TapedStep& step, const Wanted& wanted);
    void unpartnered(Derivation& out, const TapedStep& step, bool manyRight, std::size_t index);

    const tsdb::Querier& m_data;
    const Places& m_places;
    std::size_t m_textSize;
    bool m_leftOpen;
    std::size_t m_steps = 0;
};

/// How many labels of an item are the wanted ones; nullopt where one differs, or where they have none in common.
[[nodiscard]] std::optional<int> agreement(const Item& item, const Wanted& wanted);

} // namespace checkwatch::promql
