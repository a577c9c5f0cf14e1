<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About this reader</source>
        <translation>关于本阅读器</translation>
    </message>
    <message>
        <source>Articles, settings and the log are kept in %1.</source>
        <translation>文章、设置和日志保存在 %1。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copies the versions, for a report of a fault</source>
        <translation>复制版本信息，便于报告问题</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Versions copied</source>
        <translation>版本信息已复制</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Read on</source>
        <translation>继续阅读</translation>
    </message>
    <message>
        <source>Read back</source>
        <translation>向回阅读</translation>
    </message>
    <message>
        <source>Next article</source>
        <translation>下一篇文章</translation>
    </message>
    <message>
        <source>Previous article</source>
        <translation>上一篇文章</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>All news</source>
        <translation>全部新闻</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Email this to your friend</source>
        <translation>邮件分享给朋友</translation>
    </message>
    <message>
        <source>Outbox</source>
        <translation>发件箱</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Links of the article</source>
        <translation>文章中的链接</translation>
    </message>
    <message>
        <source>Add a paper…</source>
        <translation>添加报纸…</translation>
    </message>
    <message>
        <source>Rename or remove papers…</source>
        <translation>重命名或移除报纸…</translation>
    </message>
    <message>
        <source>Key for sharing…</source>
        <translation>分享密钥…</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>默认字号</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>栏目</translation>
    </message>
    <message>
        <source>Colours of the system</source>
        <translation>跟随系统配色</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>跟随系统语言</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>转到下一窗格</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>转到上一窗格</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About this reader…</source>
        <translation>关于本阅读器…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>Article</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>报纸</translation>
    </message>
    <message>
        <source>View</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
</context>
<context>
    <name>AddressDialog</name>
    <message>
        <source>Change the address</source>
        <translation>更改网址</translation>
    </message>
    <message>
        <source>Add a paper</source>
        <translation>添加报纸</translation>
    </message>
    <message>
        <source>Which paper would you like to read?</source>
        <translation>您想读哪份报纸？</translation>
    </message>
    <message>
        <source>Type or paste its address, such as news.example. The address of an article works too.</source>
        <translation>请输入或粘贴它的网址，例如 news.example。文章的网址也可以。</translation>
    </message>
    <message>
        <source>&amp;Address of the paper</source>
        <translation>报纸的网址(&amp;A)</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Waiting for an answer</source>
        <translation>正在等待回应</translation>
    </message>
    <message>
        <source>Read without protection?</source>
        <translation>不加保护地阅读？</translation>
    </message>
    <message>
        <source>Use https</source>
        <translation>使用 https</translation>
    </message>
    <message>
        <source>Read without protection</source>
        <translation>不加保护地阅读</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>The reader remembers it and opens it the next time.</source>
        <translation>阅读器会记住它，下次自动打开。</translation>
    </message>
    <message>
        <source>Another address</source>
        <translation>换一个网址</translation>
    </message>
    <message>
        <source>Read this paper</source>
        <translation>阅读这份报纸</translation>
    </message>
    <message>
        <source>http:// does not protect the connection to %1: others on the network can see what you read there, and change it. https:// does.</source>
        <translation>http:// 不保护与 %1 的连接：网络上的其他人能看到并改动您读的内容。https:// 则会保护。</translation>
    </message>
    <message>
        <source>Asking %1 …</source>
        <translation>正在询问 %1…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>AddressMessages</name>
    <message>
        <source>Please type the address of a paper, such as news.example.</source>
        <translation>请输入报纸的网址，例如 news.example。</translation>
    </message>
    <message>
        <source>A paper&apos;s address begins with https://, not with %1. Leave that out.</source>
        <translation>报纸的网址以 https:// 开头，而不是 %1。请去掉它。</translation>
    </message>
    <message>
        <source>An address holds no user name and no password. Leave out what is before the @.</source>
        <translation>网址中没有用户名和密码。请去掉 @ 之前的内容。</translation>
    </message>
    <message>
        <source>“%1” is not an address. One looks like news.example.</source>
        <translation>“%1”不是网址。网址的样子如 news.example。</translation>
    </message>
    <message>
        <source>There is no server named %2. Check the spelling.</source>
        <translation>没有名为 %2 的服务器。请检查拼写。</translation>
    </message>
    <message>
        <source>The computer %2 is there, but no server answers on it. Check the number after the colon, or try again later.</source>
        <translation>找到了计算机 %2，但上面没有服务器回应。请检查冒号后的数字，或稍后再试。</translation>
    </message>
    <message>
        <source>This computer is offline. Connect it to a network and try again.</source>
        <translation>这台电脑处于离线状态。请连接网络后再试。</translation>
    </message>
    <message>
        <source>%2 takes too long to answer. Check the address, or try again later.</source>
        <translation>%2 太久没有回应。请检查网址，或稍后再试。</translation>
    </message>
    <message>
        <source>%2 cannot be reached. Check your connection and the address.</source>
        <translation>无法连接 %2。请检查您的网络连接和网址。</translation>
    </message>
    <message>
        <source>%2 broke off before it had answered. Check the address: does it begin with https:// or with http://?</source>
        <translation>%2 在回应之前断开了连接。请检查网址：开头应是 https:// 还是 http://？</translation>
    </message>
    <message>
        <source>%2 answers, but there is no Broadsheet paper. Check the address, or ask the paper for it.</source>
        <translation>%2 有回应，但那里没有 Broadsheet 报纸。请检查网址，或向报社询问。</translation>
    </message>
    <message>
        <source>%2 leads to the address that stands above now. Continue to use that one.</source>
        <translation>%2 指向上面现在显示的网址。要使用它，请继续。</translation>
    </message>
    <message>
        <source>No secure connection to %2 could be made. Check the address, or ask the paper.</source>
        <translation>无法与 %2 建立安全连接。请检查网址，或向报社询问。</translation>
    </message>
</context>
<context>
    <name>AlsoPublished</name>
    <message>
        <source>Also published by</source>
        <translation>同时刊登于</translation>
    </message>
    <message>
        <source>this newspaper</source>
        <translation>本报</translation>
    </message>
    <message>
        <source>Also published by %1: %2</source>
        <translation>同时刊登于%1：%2</translation>
    </message>
</context>
<context>
    <name>ArticleCommands</name>
    <message>
        <source>Link copied</source>
        <translation>链接已复制</translation>
    </message>
    <message>
        <source>No browser could be opened. The link can be copied with Ctrl+Shift+C.</source>
        <translation>无法打开浏览器。可以按 Ctrl+Shift+C 复制链接。</translation>
    </message>
    <message>
        <source>Text size %1 %</source>
        <translation>字号 %1%</translation>
    </message>
</context>
<context>
    <name>ArticleListModel</name>
    <message>
        <source>read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>未读</translation>
    </message>
    <message>
        <source>Loading more…</source>
        <translation>正在载入更多…</translation>
    </message>
    <message>
        <source>%1 Click or press Enter to try again.</source>
        <translation>%1点击或按回车键重试。</translation>
    </message>
    <message>
        <source>You have reached the end.</source>
        <translation>已经到底了。</translation>
    </message>
</context>
<context>
    <name>ArticleListPane</name>
    <message>
        <source>Articles</source>
        <translation>文章列表</translation>
    </message>
    <message>
        <source>Nothing here yet</source>
        <translation>这里还没有内容</translation>
    </message>
    <message>
        <source>This section has no articles at the moment.</source>
        <translation>这个栏目目前没有文章。</translation>
    </message>
    <message>
        <source>Show all news</source>
        <translation>查看全部新闻</translation>
    </message>
    <message>
        <source>The articles could not be loaded</source>
        <translation>无法载入文章</translation>
    </message>
    <message>
        <source>You are offline</source>
        <translation>当前处于离线状态</translation>
    </message>
    <message>
        <source>Nothing of this section was saved on this computer before. It appears by itself when there is a connection again.</source>
        <translation>这个栏目的内容还没有保存到这台电脑上。恢复连接后会自动显示。</translation>
    </message>
    <message>
        <source>You are offline. These articles were saved on this computer.</source>
        <translation>当前处于离线状态。以下文章来自这台电脑上的保存。</translation>
    </message>
    <message>
        <source>Change the address</source>
        <translation>更改网址</translation>
    </message>
    <message>
        <source>The newspaper at %1 cannot be reached. Check the address and your connection; it appears by itself when there is a way to it.</source>
        <translation>无法连接到位于 %1 的报纸。请检查地址和网络连接；恢复连接后会自动显示。</translation>
    </message>
    <message>
        <source>No way to the newspaper</source>
        <translation>无法连接到报纸</translation>
    </message>
    <message>
        <source>Articles: %1</source>
        <translation>文章列表：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n 篇新文章</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n newer article(s)</source>
        <translation>
            <numerusform>显示 %n 篇更新的文章</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ArticlePane</name>
    <message>
        <source>No article is open</source>
        <translation>没有打开的文章</translation>
    </message>
    <message>
        <source>Choose one from the list to read it here.</source>
        <translation>请从列表中选择一篇，在此阅读。</translation>
    </message>
    <message>
        <source>Show all news</source>
        <translation>查看全部新闻</translation>
    </message>
    <message>
        <source>The article could not be opened</source>
        <translation>无法打开这篇文章</translation>
    </message>
    <message>
        <source>You are offline</source>
        <translation>当前处于离线状态</translation>
    </message>
    <message>
        <source>This article has not been opened on this computer before.</source>
        <translation>这篇文章还没有在这台电脑上打开过。</translation>
    </message>
    <message>
        <source>You are offline. This article was saved on this computer.</source>
        <translation>当前处于离线状态。这篇文章来自这台电脑上的保存。</translation>
    </message>
</context>
<context>
    <name>ArticleScrollArea</name>
    <message>
        <source>Email this to your friend</source>
        <translation>邮件分享给朋友</translation>
    </message>
    <message>
        <source>Copyright</source>
        <translation>版权信息</translation>
    </message>
    <message>
        <source>Article: %1</source>
        <translation>文章：%1</translation>
    </message>
</context>
<context>
    <name>ArticleView</name>
    <message>
        <source>Article</source>
        <translation>文章</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>DialogCommands</name>
    <message>
        <source>The key is kept</source>
        <translation>密钥已保存</translation>
    </message>
    <message>
        <source>The key could not be kept; it holds for now</source>
        <translation>密钥无法保存；本次仍可使用</translation>
    </message>
</context>
<context>
    <name>ErrorMessages</name>
    <message>
        <source>This computer is not connected to any network.</source>
        <translation>这台电脑没有连接任何网络。</translation>
    </message>
    <message>
        <source>The server cannot be reached. You can read what is saved.</source>
        <translation>无法连接到服务器。您可以阅读已保存的内容。</translation>
    </message>
    <message>
        <source>The server&apos;s name is not found. Check your connection and the address.</source>
        <translation>找不到服务器的名称。请检查网络连接和地址。</translation>
    </message>
    <message>
        <source>The server takes too long to answer.</source>
        <translation>服务器响应超时。</translation>
    </message>
    <message>
        <source>The server broke off before it had answered.</source>
        <translation>服务器没有答复完就中断了连接。</translation>
    </message>
    <message>
        <source>No server answers at this address now. You can read what is saved.</source>
        <translation>这个网址上现在没有服务器回应。您可以阅读已保存的内容。</translation>
    </message>
    <message>
        <source>The certificate of the server expired on %1, so the connection would not be safe. Check this computer&apos;s date; if it is right, the newspaper has to renew the certificate.</source>
        <translation>服务器的证书已于 %1 过期，因此连接不安全。请检查这台电脑的日期；如果日期正确，报社需要更新证书。</translation>
    </message>
    <message>
        <source>The certificate of the server is valid only from %1 on. Check the date and time of this computer.</source>
        <translation>服务器的证书从 %1 起才有效。请检查这台电脑的日期和时间。</translation>
    </message>
    <message>
        <source>The certificate of the server belongs to another address (%1). Check the address; if it is right, ask the newspaper.</source>
        <translation>服务器的证书属于另一个网址（%1）。请检查网址；如果网址正确，请向报社询问。</translation>
    </message>
    <message>
        <source>The server vouches for itself only: nobody this computer trusts has signed its certificate. If it is your own server, add the certificate to those that this computer trusts.</source>
        <translation>服务器只为自己作证：这台电脑信任的机构都没有签署它的证书。如果是您自己的服务器，请把证书加入这台电脑信任的证书。</translation>
    </message>
    <message>
        <source>This computer does not know who signed the certificate of the server (%1). If you trust them, add their certificate to those that this computer trusts.</source>
        <translation>这台电脑不认识签署服务器证书的机构（%1）。如果您信任它，请把它的证书加入这台电脑信任的证书。</translation>
    </message>
    <message>
        <source>No secure connection to the server could be made.</source>
        <translation>无法与服务器建立安全连接。</translation>
    </message>
    <message>
        <source>This is no address of a Broadsheet server.</source>
        <translation>这不是 Broadsheet 服务器的地址。</translation>
    </message>
    <message>
        <source>There is no Broadsheet server at this address.</source>
        <translation>这个地址上没有 Broadsheet 服务器。</translation>
    </message>
    <message>
        <source>Something answered, but it is not a Broadsheet server. Check the address.</source>
        <translation>有答复，但对方不是 Broadsheet 服务器。请检查地址。</translation>
    </message>
    <message>
        <source>The server&apos;s address leads somewhere else. Please check the address of the server.</source>
        <translation>服务器的地址已转向别处。请检查服务器的地址。</translation>
    </message>
    <message>
        <source>The server does not let this reader do that; it may need an API key with scope “share”.</source>
        <translation>服务器不允许此阅读器这样做；可能需要权限为“share”的 API 密钥。</translation>
    </message>
    <message>
        <source>The newspaper sends mail only for those who have a key from it.</source>
        <translation>报社只为持有其密钥的人发送邮件。</translation>
    </message>
    <message>
        <source>This is not a whole key. Copy all of it, without blanks and line breaks.</source>
        <translation>这不是完整的密钥。请完整复制，不要带空格和换行。</translation>
    </message>
    <message>
        <source>The newspaper does not know your key, or not any more.</source>
        <translation>报社不认识您的密钥，或密钥已失效。</translation>
    </message>
    <message>
        <source>The key could not be removed and may still be kept on this computer. Unlock the keyring and try again.</source>
        <translation>密钥未能删除，可能仍保存在这台电脑上。请解锁密钥环后重试。</translation>
    </message>
    <message>
        <source>The server has trouble of its own. Please try again in a while.</source>
        <translation>服务器出现故障，请稍后再试。</translation>
    </message>
    <message>
        <source>The server asks to go slower. Please wait a minute.</source>
        <translation>请求过于频繁，请稍等一分钟。</translation>
    </message>
    <message>
        <source>The server answered with nothing at all.</source>
        <translation>服务器的答复是空的。</translation>
    </message>
    <message>
        <source>The server&apos;s answer is too long.</source>
        <translation>服务器的答复过长。</translation>
    </message>
    <message>
        <source>The server&apos;s answer could not be understood.</source>
        <translation>无法理解服务器的答复。</translation>
    </message>
    <message>
        <source>The server does not know this question. A newer version of this reader may help.</source>
        <translation>服务器不认识这个请求。新版本的阅读器也许可以解决。</translation>
    </message>
    <message>
        <source>The server does not accept this: %1</source>
        <translation>服务器不接受这个请求：%1</translation>
    </message>
    <message>
        <source>The newspaper cannot be searched at the moment. Please try again in a while.</source>
        <translation>目前无法搜索本报，请稍后再试。</translation>
    </message>
    <message>
        <source>The newspaper is preparing its search and has done %1 % of it. Please try again in a while.</source>
        <translation>报纸正在准备搜索，已完成 %1%。请稍后再试。</translation>
    </message>
    <message>
        <source>This article is not available any more.</source>
        <translation>这篇文章已不再提供。</translation>
    </message>
    <message>
        <source>The picture cannot be shown.</source>
        <translation>无法显示这张图片。</translation>
    </message>
    <message>
        <source>There is no way to the server now.</source>
        <translation>目前无法连接到服务器。</translation>
    </message>
    <message>
        <source>It could not be saved on this computer, so it was not sent (%1).</source>
        <translation>无法保存到这台电脑上，因此没有发送（%1）。</translation>
    </message>
    <message>
        <source>The newspaper did not accept it.</source>
        <translation>报社没有接受这封邮件。</translation>
    </message>
    <message>
        <source>You have sent many articles in a short time.</source>
        <translation>您在短时间内分享了很多文章。</translation>
    </message>
    <message>
        <source>The newspaper has much mail to send at the moment.</source>
        <translation>报社目前有大量邮件待发。</translation>
    </message>
    <message>
        <source>“%1” is not an email address.</source>
        <translation>“%1”不是邮箱地址。</translation>
    </message>
    <message>
        <source>The link is too long for a mail program; copy it instead.</source>
        <translation>链接过长，邮件程序无法处理；请改为复制链接。</translation>
    </message>
    <message>
        <source>This is not a mail address.</source>
        <translation>这不是邮箱地址。</translation>
    </message>
    <message>
        <source>This mail link names nobody to write to.</source>
        <translation>这个邮件链接没有写明收件人。</translation>
    </message>
    <message>
        <source>This mail link is too long for a mail program.</source>
        <translation>这个邮件链接过长，邮件程序无法处理。</translation>
    </message>
    <message>
        <source>The key for sending mail goes to this newspaper unencrypted. Others on the network can read it; an address that begins with https protects it.</source>
        <translation>发送邮件用的密钥会以未加密的方式传给这家报纸，网络上的其他人可以读到它；以 https 开头的地址可以保护它。</translation>
    </message>
    <message>
        <source>The file with saved articles was damaged and was set aside as %1. Articles are fetched again as you read; unsent emails were kept where they could be read.</source>
        <translation>保存文章的文件已损坏，现另存为 %1。阅读时会重新获取文章；未发送的邮件凡能读取的都已保留。</translation>
    </message>
    <message>
        <source>The file with saved articles belongs to a newer version and was set aside as %1. Articles are fetched again as you read; unsent emails were kept where they could be read.</source>
        <translation>保存文章的文件属于更新的版本，现另存为 %1。阅读时会重新获取文章；未发送的邮件凡能读取的都已保留。</translation>
    </message>
    <message>
        <source>Nothing can be saved in %1. You can read, but articles and unsent emails are forgotten when the window closes.</source>
        <translation>无法在 %1 中保存任何内容。您可以阅读，但关闭窗口后，文章和未发送的邮件都不会保留。</translation>
    </message>
</context>
<context>
    <name>FacetButton</name>
    <message>
        <source>Narrow by %1</source>
        <translation>按%1筛选</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Menu (F10)</source>
        <translation>菜单 (F10)</translation>
    </message>
</context>
<context>
    <name>KeyDialog</name>
    <message>
        <source>Key for sharing</source>
        <translation>分享密钥</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>密钥(&amp;K)</translation>
    </message>
    <message>
        <source>Show the key</source>
        <translation>显示密钥</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Remove the key</source>
        <translation>移除密钥</translation>
    </message>
    <message>
        <source>Use this key</source>
        <translation>使用此密钥</translation>
    </message>
    <message>
        <source>Only sending mail needs it; reading does not. Ask %1 for a key, and paste it here.</source>
        <translation>只有发送邮件需要密钥，阅读不需要。请向“%1”索取密钥，并粘贴到这里。</translation>
    </message>
    <message>
        <source>the newspaper</source>
        <translation>报社</translation>
    </message>
    <message>
        <source>Hide the key</source>
        <translation>隐藏密钥</translation>
    </message>
    <message>
        <source>There is a key, in the keyring of this computer. A new one replaces it.</source>
        <translation>已有密钥，保存在这台电脑的密钥环中。新密钥会取代它。</translation>
    </message>
    <message>
        <source>There is a key, in the file %1. A new one replaces it.</source>
        <translation>已有密钥，保存在文件 %1 中。新密钥会取代它。</translation>
    </message>
    <message>
        <source>There is a key for this session. A new one replaces it and is kept.</source>
        <translation>本次运行已有密钥。新密钥会取代它并被保存。</translation>
    </message>
    <message>
        <source>It is kept in the keyring of this computer.</source>
        <translation>密钥会保存在这台电脑的密钥环中。</translation>
    </message>
    <message>
        <source>This computer has no keyring, so it is kept in a file that only you can read: %1</source>
        <translation>这台电脑没有密钥环，因此密钥会保存在只有您能读取的文件中：%1</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>This key is for something else: it does not allow to share. Ask for another one.</source>
        <translation>这个密钥另有用途，不能用于分享。请另外索取一个。</translation>
    </message>
    <message>
        <source>The newspaper does not know this key. Was all of it pasted, and is it still valid?</source>
        <translation>报社不认识这个密钥。是否完整粘贴？它是否仍然有效？</translation>
    </message>
</context>
<context>
    <name>KeyNotice</name>
    <message>
        <source>Your key for sharing is not valid any more. You can go on reading without it.</source>
        <translation>您的分享密钥已失效。没有它您仍可继续阅读。</translation>
    </message>
    <message>
        <source>Enter a key</source>
        <translation>输入密钥</translation>
    </message>
</context>
<context>
    <name>LanguageMenu</name>
    <message>
        <source>The language changes when the reader is opened again.</source>
        <translation>重新打开阅读器后，语言将会改变。</translation>
    </message>
</context>
<context>
    <name>LinksDialog</name>
    <message>
        <source>Links of the article</source>
        <translation>文章中的链接</translation>
    </message>
    <message>
        <source>This article has no links.</source>
        <translation>这篇文章没有链接。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>ListFormat</name>
    <message>
        <source>%1 and %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>MailPreview</name>
    <message>
        <source>Preview of the mail</source>
        <translation>邮件预览</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>您的姓名</translation>
    </message>
    <message>
        <source>What your friend gets</source>
        <translation>朋友将收到的邮件</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Width of the sections</source>
        <translation>栏目窗格的宽度</translation>
    </message>
    <message>
        <source>Width of the list</source>
        <translation>列表窗格的宽度</translation>
    </message>
</context>
<context>
    <name>Navigation</name>
    <message>
        <source>No program on this computer opens this link.</source>
        <translation>这台电脑上没有可以打开此链接的程序。</translation>
    </message>
</context>
<context>
    <name>NoResultsPage</name>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Did you mean “%1”?</source>
        <translation>您是不是要找“%1”？</translation>
    </message>
    <message>
        <source>Search without filters</source>
        <translation>不加筛选再搜索</translation>
    </message>
    <message>
        <source>Search for “%1”</source>
        <translation>搜索“%1”</translation>
    </message>
    <message>
        <source>No article %2 says “%1”.</source>
        <translation>在%2的范围内，没有文章提到“%1”。</translation>
    </message>
    <message>
        <source>No article says “%1”.</source>
        <translation>没有文章提到“%1”。</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>栏目“%1”</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>话题“%1”</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>作者“%1”</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>年份“%1”</translation>
    </message>
    <message>
        <source>Fewer words find more.</source>
        <translation>减少搜索词可以找到更多结果。</translation>
    </message>
    <message>
        <source>Another word, or the beginning of one, may find it.</source>
        <translation>换一个词，或只输入词的开头，也许就能找到。</translation>
    </message>
</context>
<context>
    <name>OutboxDialog</name>
    <message>
        <source>Outbox</source>
        <translation>发件箱</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有待发的邮件</translation>
    </message>
    <message>
        <source>Mail that cannot go at once is kept here.</source>
        <translation>暂时无法发出的邮件会保存在这里。</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>邮件</translation>
    </message>
    <message>
        <source>“%1” is on its way and cannot be taken back.</source>
        <translation>“%1”已在发送途中，无法撤回。</translation>
    </message>
    <message>
        <source>“%1” is removed. It was tried before and may have gone out.</source>
        <translation>“%1”已移除。此前曾尝试发送，可能已经发出。</translation>
    </message>
</context>
<context>
    <name>OutboxNotice</name>
    <message>
        <source>“%1” could not be sent to your friend.</source>
        <translation>“%1”未能发送给您的朋友。</translation>
    </message>
    <message>
        <source>Show the outbox</source>
        <translation>查看发件箱</translation>
    </message>
</context>
<context>
    <name>OutboxRow</name>
    <message>
        <source>Send now</source>
        <translation>立即发送</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Send now: %1</source>
        <translation>立即发送：%1</translation>
    </message>
    <message>
        <source>Send again: %1</source>
        <translation>重新发送：%1</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Edit: %1</source>
        <translation>编辑：%1</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove: %1</source>
        <translation>移除：%1</translation>
    </message>
    <message>
        <source>Sent %1: the mail server has it.</source>
        <translation>%1已发送：邮件服务器已接收。</translation>
    </message>
    <message>
        <source>Taken by the newspaper %1</source>
        <translation>报社已接收（%1）</translation>
    </message>
    <message>
        <source>The newspaper has taken it and is handing it to the mail server.</source>
        <translation>报社已接收，正在转交邮件服务器。</translation>
    </message>
    <message>
        <source>Taken by the newspaper, which does not say what became of it.</source>
        <translation>报社已接收，但没有说明后来的情况。</translation>
    </message>
    <message>
        <source>It could not be delivered.</source>
        <translation>未能送达。</translation>
    </message>
    <message>
        <source>It could not be sent.</source>
        <translation>未能发送。</translation>
    </message>
    <message>
        <source>Waiting; it goes out by itself.</source>
        <translation>等待中，届时会自动发送。</translation>
    </message>
</context>
<context>
    <name>PapersDialog</name>
    <message>
        <source>Papers</source>
        <translation>报纸</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Remove “%1” from this computer?</source>
        <translation>要从这台电脑移除“%1”吗？</translation>
    </message>
    <message>
        <source>Its saved articles, its key and emails that were not sent yet are deleted.</source>
        <translation>它已保存的文章、密钥和尚未发送的邮件都会被删除。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>RecentSearchesList</name>
    <message>
        <source>Recent searches</source>
        <translation>最近的搜索</translation>
    </message>
</context>
<context>
    <name>RecipientChip</name>
    <message>
        <source>%1, edit</source>
        <translation>%1，编辑</translation>
    </message>
    <message>
        <source>Delete removes it.</source>
        <translation>按 Delete 键移除。</translation>
    </message>
</context>
<context>
    <name>RecipientField</name>
    <message>
        <source>friend@example.org</source>
        <translation>friend@example.org</translation>
    </message>
    <message>
        <source>Recent recipients</source>
        <translation>最近的收件人</translation>
    </message>
    <message>
        <source>At most %1 friends at a time.</source>
        <translation>一次最多发给 %1 位朋友。</translation>
    </message>
</context>
<context>
    <name>RelatedPanel</name>
    <message>
        <source>Related News</source>
        <translation>相关新闻</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) before</source>
        <translation>
            <numerusform>早 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) after</source>
        <translation>
            <numerusform>晚 %n 天</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RelativeTime</name>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 小时前</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>M月d日</translation>
    </message>
</context>
<context>
    <name>SearchFacets</name>
    <message>
        <source>Remove filter: %1</source>
        <translation>移除筛选：%1</translation>
    </message>
    <message>
        <source>Section</source>
        <translation>栏目</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>话题</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>作者</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>All sections</source>
        <translation>全部栏目</translation>
    </message>
    <message>
        <source>All topics</source>
        <translation>全部话题</translation>
    </message>
    <message>
        <source>All authors</source>
        <translation>全部作者</translation>
    </message>
    <message>
        <source>All years</source>
        <translation>全部年份</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search  Ctrl+K</source>
        <translation>搜索  Ctrl+K</translation>
    </message>
    <message>
        <source>Search the newspaper</source>
        <translation>搜索本报</translation>
    </message>
    <message>
        <source>Results come as you type. Down leads to them.</source>
        <translation>输入时即显示结果，按向下键进入结果。</translation>
    </message>
</context>
<context>
    <name>SearchPane</name>
    <message>
        <source>Close the search</source>
        <translation>关闭搜索</translation>
    </message>
    <message>
        <source>Close the search (Esc in the field)</source>
        <translation>关闭搜索（在搜索框中按 Esc）</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>The search did not work</source>
        <translation>搜索未能完成</translation>
    </message>
    <message>
        <source>You are offline</source>
        <translation>当前处于离线状态</translation>
    </message>
    <message>
        <source>No headline or summary saved on this computer says that. The whole newspaper is searched when there is a connection again.</source>
        <translation>这台电脑上保存的标题和摘要中没有提到。恢复连接后将搜索整份报纸。</translation>
    </message>
    <message>
        <source>You are offline. Only headlines and summaries saved on this computer were searched, without filters.</source>
        <translation>当前处于离线状态。仅搜索了这台电脑上保存的标题和摘要，未使用筛选。</translation>
    </message>
    <message>
        <source>Best match</source>
        <translation>最相关</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新优先</translation>
    </message>
    <message>
        <source>Results for %1</source>
        <translation>“%1”的搜索结果</translation>
    </message>
    <message>
        <source>Order: %1</source>
        <translation>排序：%1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>已保存的 %1 篇</translation>
    </message>
    <message>
        <source>%1 articles</source>
        <translation>%1 篇文章</translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s)</source>
        <translation>
            <numerusform>%Ln 篇文章</numerusform>
        </translation>
    </message>
    <message>
        <source>Did you mean “%1”?</source>
        <translation>您是不是要找“%1”？</translation>
    </message>
</context>
<context>
    <name>SearchStartPage</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Clear recent searches</source>
        <translation>清除最近的搜索</translation>
    </message>
    <message>
        <source>Recent searches</source>
        <translation>最近的搜索</translation>
    </message>
    <message>
        <source>Type what you look for: words of a headline, a summary or the text.

“quoted words” are found as they stand, -word leaves articles out that say it.</source>
        <translation>输入要找的内容：标题、摘要或正文中的词语。

“加引号的词语”按原样查找；-词语 会排除提到该词语的文章。</translation>
    </message>
</context>
<context>
    <name>SectionTree</name>
    <message>
        <source>This newspaper has no sections yet.</source>
        <translation>本报还没有栏目。</translation>
    </message>
    <message>
        <source>The sections could not be loaded.</source>
        <translation>无法载入栏目。</translation>
    </message>
    <message>
        <source>The sections appear when the newspaper can be reached.</source>
        <translation>连接到报社后会显示栏目。</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>栏目</translation>
    </message>
    <message>
        <source>Outbox (%1)</source>
        <translation>发件箱（%1）</translation>
    </message>
    <message>
        <source>Outbox, waiting: %1</source>
        <translation>发件箱，待发：%1</translation>
    </message>
    <message>
        <source>All news</source>
        <translation>全部新闻</translation>
    </message>
</context>
<context>
    <name>ShareDialog</name>
    <message>
        <source>Email this to your friend</source>
        <translation>邮件分享给朋友</translation>
    </message>
    <message>
        <source>This newspaper&apos;s server does not send mail at the moment.</source>
        <translation>报社的服务器目前不发送邮件。</translation>
    </message>
    <message>
        <source>No mail program could be opened. The link can be copied with Ctrl+Shift+C.</source>
        <translation>无法打开邮件程序。可以按 Ctrl+Shift+C 复制链接。</translation>
    </message>
</context>
<context>
    <name>ShareEditor</name>
    <message>
        <source>Use my mail program</source>
        <translation>使用我的邮件程序</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Your own mail program can send it instead.</source>
        <translation>您可以改用自己的邮件程序发送。</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
</context>
<context>
    <name>ShareForm</name>
    <message>
        <source>&amp;To</source>
        <translation>收件人(&amp;T)</translation>
    </message>
    <message>
        <source>up to 5; ↓ recent ones</source>
        <translation>最多 5 位；↓ 最近的收件人</translation>
    </message>
    <message>
        <source>&amp;Your name</source>
        <translation>您的姓名(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>附言(&amp;N)</translation>
    </message>
    <message>
        <source>optional, up to %1</source>
        <translation>可不填，最多 %1 字</translation>
    </message>
    <message>
        <source>Too long by %1; please shorten it.</source>
        <translation>超出 %1 字，请缩短。</translation>
    </message>
</context>
<context>
    <name>ShareMessages</name>
    <message>
        <source>The address takes no such mail; check its spelling.</source>
        <translation>该地址不接收此类邮件，请检查拼写。</translation>
    </message>
    <message>
        <source>The address has had as much shared mail as it may get for now; try again later.</source>
        <translation>该地址暂时不能再接收更多分享邮件，请稍后再试。</translation>
    </message>
    <message>
        <source>The mail could not be handed over within a day.</source>
        <translation>邮件一天之内未能送出。</translation>
    </message>
    <message>
        <source>The article was withdrawn before the mail went out.</source>
        <translation>文章在邮件发出前已被撤回。</translation>
    </message>
    <message>
        <source>The newspaper cancelled the mail before it went out.</source>
        <translation>报社在邮件发出前取消了它。</translation>
    </message>
    <message>
        <source>The mail server did not answer; the mail may have arrived.</source>
        <translation>邮件服务器没有答复，邮件可能已经送达。</translation>
    </message>
    <message>
        <source>The newspaper does not say why.</source>
        <translation>报社没有说明原因。</translation>
    </message>
    <message>
        <source>the mail server has it</source>
        <translation>邮件服务器已接收</translation>
    </message>
    <message>
        <source>could not be delivered</source>
        <translation>未能送达</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>正在发送</translation>
    </message>
    <message>
        <source>%1 cannot be reached: only plain Latin letters before the @ are supported.</source>
        <translation>无法发送到 %1：@ 之前只支持拉丁字母。</translation>
    </message>
    <message>
        <source>%1 is in the list already.</source>
        <translation>%1 已在列表中。</translation>
    </message>
    <message>
        <source>Please give your name, so that your friends know who sends them the article.</source>
        <translation>请填写您的姓名，让朋友知道是谁发来的文章。</translation>
    </message>
    <message>
        <source>Your name has %1 characters; at most %2 fit.</source>
        <translation>姓名有 %1 个字，最多 %2 个字。</translation>
    </message>
    <message>
        <source>Your name must be on one line.</source>
        <translation>姓名只能写在一行内。</translation>
    </message>
    <message>
        <source>Your name cannot contain %1</source>
        <translation>姓名不能包含 %1</translation>
    </message>
    <message>
        <source>Your name cannot contain a web address (%1).</source>
        <translation>姓名不能包含网址（%1）。</translation>
    </message>
    <message>
        <source>Your name cannot contain more than %1 digits.</source>
        <translation>姓名最多包含 %1 个数字。</translation>
    </message>
    <message>
        <source>Your name cannot contain more than %1 symbols or emoji.</source>
        <translation>姓名最多包含 %1 个符号或表情。</translation>
    </message>
    <message>
        <source>Your name cannot mix the letters of two alphabets in one word.</source>
        <translation>姓名中的一个词不能混用两种字母。</translation>
    </message>
    <message>
        <source>This name looks like the newspaper&apos;s or like an advertisement. Please give your own.</source>
        <translation>这个姓名看起来像报社的名称或广告，请填写您自己的姓名。</translation>
    </message>
    <message>
        <source>The note cannot contain a link (%1). The article&apos;s link is in the mail anyway.</source>
        <translation>附言中不能有链接（%1）。邮件中已有文章的链接。</translation>
    </message>
    <message>
        <source>The note has %1 characters; at most %2 fit.</source>
        <translation>附言有 %1 个字，最多 %2 个字。</translation>
    </message>
    <message>
        <source>The note has %1 lines; at most %2 fit.</source>
        <translation>附言有 %1 行，最多 %2 行。</translation>
    </message>
    <message>
        <source>Please give the address of at least one friend.</source>
        <translation>请至少填写一位朋友的地址。</translation>
    </message>
    <message>
        <source>You gave %1 addresses; at most %2 friends at a time.</source>
        <translation>您填写了 %1 个地址，一次最多发给 %2 位朋友。</translation>
    </message>
    <message>
        <source>This newspaper&apos;s server does not send mail at the moment.</source>
        <translation>报社的服务器目前不发送邮件。</translation>
    </message>
    <message>
        <source>Another text of this mail was sent before. Please send again.</source>
        <translation>这封邮件此前已用另一份文字发送过，请再发送一次。</translation>
    </message>
</context>
<context>
    <name>ShareResult</name>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show the outbox</source>
        <translation>查看发件箱</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message numerus="yes">
        <source>Goes out in %n second(s)</source>
        <translation>
            <numerusform>%n 秒后发出</numerusform>
        </translation>
    </message>
    <message>
        <source>To %1. Undo or Escape takes it back.</source>
        <translation>发给 %1。按“撤销”或 Esc 键可以收回。</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>To %1.</source>
        <translation>发给 %1。</translation>
    </message>
    <message>
        <source>Sent to %1</source>
        <translation>已发送给 %1</translation>
    </message>
    <message>
        <source>It could not be delivered</source>
        <translation>未能送达</translation>
    </message>
    <message>
        <source>Not every mail could be delivered</source>
        <translation>部分邮件未能送达</translation>
    </message>
    <message>
        <source>It is kept there, even if you close the reader, and goes out by itself when there is a connection again.</source>
        <translation>即使关闭阅读器，邮件也会保存在发件箱中，恢复连接后会自动发送。</translation>
    </message>
    <message>
        <source>It is kept in your outbox, where it can be edited and sent again.</source>
        <translation>邮件保存在您的发件箱里，可以编辑后重新发送。</translation>
    </message>
    <message>
        <source>On its way to %1</source>
        <translation>正在发往 %1</translation>
    </message>
    <message>
        <source>It is kept there and tried again by itself, even if you close the reader.</source>
        <translation>即使关闭阅读器，邮件也会保存在发件箱中，并自动重试。</translation>
    </message>
    <message>
        <source>Waiting in your outbox</source>
        <translation>已放入发件箱，等待发送</translation>
    </message>
    <message>
        <source>Whether it is sent is decided there.</source>
        <translation>是否发送由您在邮件程序中决定。</translation>
    </message>
    <message>
        <source>Your mail program has been opened</source>
        <translation>已打开您的邮件程序</translation>
    </message>
    <message>
        <source>The mail server has it. It should arrive within minutes.</source>
        <translation>邮件服务器已接收，几分钟内应会送达。</translation>
    </message>
    <message>
        <source>The newspaper has taken it and is handing it to the mail server.</source>
        <translation>报社已接收，正在转交邮件服务器。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>The size of the text is that of articles.</source>
        <translation>文字大小仅影响文章正文。</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
</context>
<context>
    <name>Skeleton</name>
    <message>
        <source>Loading</source>
        <translation>正在载入</translation>
    </message>
</context>
<context>
    <name>StatePane</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>WideBox</name>
    <message>
        <source>Wide table: %1</source>
        <translation>宽表格：%1</translation>
    </message>
    <message>
        <source>Wide text: %1</source>
        <translation>宽文本：%1</translation>
    </message>
    <message>
        <source>Left and Right scroll it sideways.</source>
        <translation>用左右方向键横向滚动。</translation>
    </message>
</context>
</TS>
