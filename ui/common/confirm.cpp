#include "ui/common/confirm.h"

#include "ui/common/text.h"

#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace checkwatch::common {

namespace {
constexpr int dialogWidth = 480;
}

void confirm(QWidget* parent, const Question& question, std::function<void()> accepted)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QStringLiteral("Checkwatch"));
    auto* layout = new QVBoxLayout(dialog);
    auto* heading = new PlainLabel(dialog, PlainLabel::Fit::Wrap);
    heading->setPlain(question.heading);
    auto* detail = new QPlainTextEdit(displayBlock(question.detail), dialog); // breaks addresses, which have no blanks
    detail->setReadOnly(true);
    detail->setFrameShape(QFrame::NoFrame);
    detail->setTabChangesFocus(true);
    detail->setAccessibleName(heading->plain());
    const int lines = std::clamp(static_cast<int>(question.detail.size() / 50) + 2, 2, 12);
    detail->setFixedHeight(lines * detail->fontMetrics().lineSpacing() + 12);
    layout->addWidget(heading);
    layout->addWidget(detail);
    auto* buttons = new QDialogButtonBox(dialog);
    if (question.accept.isEmpty()) {
        buttons->addButton(QDialogButtonBox::Close);
    } else {
        buttons->addButton(withoutMnemonics(question.accept), QDialogButtonBox::AcceptRole);
        buttons->addButton(QDialogButtonBox::Cancel)->setDefault(true);
    }
    layout->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    QObject::connect(dialog, &QDialog::accepted, dialog, std::move(accepted));
    dialog->resize(dialogWidth, layout->totalHeightForWidth(dialogWidth));
    dialog->open();
}

bool mayOpen(const QUrl& url)
{
    const QString scheme = url.scheme();
    return url.isValid() && !url.host().isEmpty()
        && (scheme == QLatin1String("http") || scheme == QLatin1String("https"));
}

void openAfterAsking(QWidget* parent, const QUrl& url)
{
    const QString address = QString::fromLatin1(url.toEncoded());
    if (!mayOpen(url)) {
        confirm(parent, {QStringLiteral("Only http and https addresses are opened. This one is not:"), address, {}},
                [] {});
        return;
    }
    confirm(parent, {QStringLiteral("Open this address in the browser?"), address, QStringLiteral("Open")},
            [url] { QDesktopServices::openUrl(url); });
}

} // namespace checkwatch::common
