#include "ui/query/examples.h"

#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace checkwatch::query {

using common::Role;

namespace {

/// A question over its expression. Enter presses it too.
class ExampleButton final : public QPushButton
{
public:
    ExampleButton(const Example& example, QWidget* parent) : QPushButton(parent), m_example(example)
    {
        setAccessibleName(QString::fromLatin1(example.question));
        setAccessibleDescription(QString::fromLatin1(example.expression));
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {300, fontMetrics().height() + QFontMetrics(common::monospaceFont()).height() + 12};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const common::Theme& theme = common::currentTheme();
        QPainter painter(this);
        if (underMouse() || isDown())
            painter.fillRect(rect(), theme[Role::Raised]);
        if (hasFocus()) {
            painter.setPen(theme[Role::Accent]);
            painter.drawRect(rect().adjusted(0, 0, -1, -1));
        }
        const QRect upper(12, 5, width() - 24, fontMetrics().height());
        painter.setPen(theme[Role::Text]);
        painter.drawText(upper, Qt::AlignLeft | Qt::TextSingleLine, QString::fromLatin1(m_example.question));
        painter.setFont(common::monospaceFont());
        painter.setPen(theme[Role::Accent]);
        const QFontMetrics metrics(painter.font());
        painter.drawText(QRect(12, upper.bottom() + 2, upper.width(), metrics.height()),
                         Qt::AlignLeft | Qt::TextSingleLine,
                         metrics.elidedText(QString::fromLatin1(m_example.expression), Qt::ElideRight, upper.width()));
    }
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            click();
        else
            QPushButton::keyPressEvent(event);
    }

private:
    const Example& m_example;
};

} // namespace

const std::vector<Example>& examplesFor(const fleet::Snapshot& snapshot)
{
    static const std::vector<Example> native{
        {"Checks that fail right now", "haproxy_server_check_status{state!~\"L4OK|L6OK|L7OK|L7OKC|PROCOK\"} == 1"},
        {"Backends with no server left", "haproxy_backend_active_servers + haproxy_backend_backup_servers == 0"},
        {"Servers that flapped in the last quarter of an hour",
         "increase(haproxy_server_check_up_down_total[15m]) >= 3"},
    };
    static const std::vector<Example> retired{
        {"Servers that are down", "haproxy_server_up == 0"},
        {"Backends that are down", "haproxy_backend_up == 0"},
        {"Failed checks in the last minute", "increase(haproxy_server_check_failures_total[1m]) > 0"},
    };
    const bool onlyRetired = !snapshot.targets.empty()
        && std::all_of(snapshot.targets.begin(), snapshot.targets.end(),
                       [](const fleet::TargetRow& t) { return t.exporter == haproxy::Exporter::V1; });
    return onlyRetired ? retired : native;
}

ExamplesPage::ExamplesPage(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(8, 12, 8, 8);
    m_layout->setSpacing(2);
    auto* words = new common::PlainLabel(this, common::PlainLabel::Fit::Wrap);
    words->setContentsMargins(12, 0, 12, 6);
    words->setInk(Role::Muted);
    words->setPlain(QStringLiteral("Ask the samples of the last hours anything that PromQL can say. Enter runs, "
                                   "Ctrl+Space offers what could stand there. For a start:"));
    m_layout->addWidget(words);
    m_layout->addStretch(1);
}

void ExamplesPage::setExamples(const std::vector<Example>& examples)
{
    if (m_examples == &examples)
        return;
    m_examples = &examples;
    for (QPushButton* button : m_buttons)
        button->deleteLater();
    m_buttons.clear();
    for (const Example& example : examples) {
        auto* button = new ExampleButton(example, this);
        connect(button, &QPushButton::clicked, this,
                [this, text = QString::fromLatin1(example.expression)] { Q_EMIT chosen(text); });
        m_buttons.push_back(button);
        m_layout->insertWidget(static_cast<int>(m_buttons.size()), button);
    }
}

} // namespace checkwatch::query
