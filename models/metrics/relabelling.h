#pragma once

#include "models/base/result.h"
#include "models/metrics/labels.h"
#include "models/metrics/matcher.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::metrics {

/// What a step of relabelling does, in the order of relabelActions.
enum class RelabelAction : std::uint8_t {
    Replace,
    Keep,
    Drop,
    KeepEqual,
    DropEqual,
    HashMod,
    LabelMap,
    LabelDrop,
    LabelKeep,
    Lowercase,
    Uppercase,
};
/// "replace", as in a configuration.
[[nodiscard]] std::string_view nameOf(RelabelAction action) noexcept;
[[nodiscard]] std::optional<RelabelAction> relabelActionFrom(std::string_view name) noexcept;

/// An entry of a relabel_configs list, with Prometheus' values for what it does not say.
struct RelabelStep
{
    RelabelAction action = RelabelAction::Replace;
    std::vector<std::string> sourceLabels{};
    std::string separator = ";";
    std::string regex = "(.*)";
    std::uint64_t modulus = 0;
    std::string targetLabel{};
    std::string replacement = "$1";
    bool operator==(const RelabelStep&) const = default;
};

/// What Prometheus would refuse about a step, in its words; its regular expression is not looked at. "" = nothing.
[[nodiscard]] std::string relabelComplaint(const RelabelStep& step);

/// Steps that change a label set one after another, or drop it, as Prometheus' relabel.Process. Immutable, cheap to copy, safe
/// from any thread.
class Relabelling
{
public:
    /// Does nothing.
    Relabelling() = default;
    /// Fails where Prometheus refuses a step. `dot` also decides where Prometheus 2.42 and 3 differ: which label a step with
    /// a variable target_label and an empty replacement removes.
    static base::Result<Relabelling> create(std::vector<RelabelStep> steps, Dot dot = Dot::Any);

    /// Nothing: dropped.
    [[nodiscard]] std::optional<Labels> apply(const Labels& labels) const;
    [[nodiscard]] const std::vector<RelabelStep>& steps() const noexcept;
    [[nodiscard]] Dot dot() const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept { return m_content == nullptr; }
    bool operator==(const Relabelling& other) const noexcept;

private:
    struct Content;
    class Work;
    std::shared_ptr<const Content> m_content; ///< null: no steps
};

} // namespace checkwatch::metrics
