#pragma once

#include "ui/common/text.h"

#include <vector>

namespace checkwatch::workstation {

/// Texts beside each other on one line. Where they do not all fit, the more important ones have their room first and the
/// least important is shortened, then left out; the tooltip of the row has them all. GUI thread.
class TextRow : public QWidget
{
    Q_OBJECT

public:
    explicit TextRow(QWidget* parent = nullptr);

    /// At the right of those before. Smaller importance = has its room earlier. `atRight`: what room is left
    /// stands before the first of these.
    common::PlainLabel* addText(int importance, bool atRight = false,
                                common::PlainLabel::Fit fit = common::PlainLabel::Fit::Elide);
    /// Of a text of this row.
    void setImportance(const common::PlainLabel* text, int importance);
    /// After texts were set.
    void layOut();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Part
    {
        common::PlainLabel* label = nullptr;
        int importance = 0;
        bool atRight = false;
        int width = 0;
    };
    void share(int room);

    std::vector<Part> m_parts; ///< as they stand
};

} // namespace checkwatch::workstation
